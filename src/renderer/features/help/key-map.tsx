import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './help.module.css';
import { keyGroups } from './keys.ts';

/** All keys, screen by screen. */
export function KeyMap({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }): ReactNode {
  const { t } = useText();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('help.keysTitle')}
      size={760}
      closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
    >
      <div className={classes['map']} data-testid={testIds.keyMap}>
        {keyGroups.map(({ screen, keys }) => (
          <section key={screen}>
            <h3>{screen === null ? t('help.everywhere') : t(`nav.${screen}`)}</h3>
            <dl>
              {keys.map(([names, act]) => (
                <div key={act}>
                  <dt>
                    {names.map((name) => (name === '…' ? name : <kbd key={name}>{name === '␣' ? t('help.space') : name}</kbd>))}
                  </dt>
                  <dd>{t(`help.key.${act}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
