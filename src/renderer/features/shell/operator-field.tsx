import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconLogout, IconUserShare } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { api } from '../../client/api.ts';
import { useNotices } from '../../components/use-notices.ts';
import { testIds } from '../../test-ids.ts';
import { absent } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { takeSession, useSession } from '../session/use-session.ts';
import classes from './shell.module.css';

/** Who works here; signs in, changes user, signs out. */
export function OperatorField(): ReactNode {
  const { t } = useText();
  const { signIn } = useActs();
  const notices = useNotices();
  const session = useSession();
  const user = session?.user ?? null;
  const label = <span className={classes['fieldLabel']}>{t('bar.operator')}</span>;

  if (user === null) {
    return (
      <UnstyledButton className={classes['field']} onClick={signIn} title={t('bar.guest')} data-testid={testIds.operator}>
        {label}
        <span className={classes['fieldValue']}>{session === undefined ? absent : t('bar.signIn')}</span>
      </UnstyledButton>
    );
  }
  const signOut = async (): Promise<void> => {
    try {
      await takeSession(await api.session.signOut());
      notices.done(t('session.signedOut'));
    } catch (error) {
      notices.failure(error);
    }
  };
  return (
    <Menu width={260}>
      <Menu.Target>
        <UnstyledButton className={classes['field']} data-testid={testIds.operator}>
          {label}
          <span className={classes['fieldValue']}>
            <span className={classes['cut']}>{user.name}</span>
            <IconChevronDown size={16} aria-hidden />
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label fz={13}>{t(`role.${user.role}`)}</Menu.Label>
        <Menu.Item className={classes['menuItem'] ?? ''} leftSection={<IconUserShare size={20} />} onClick={signIn}>
          {t('bar.changeUser')}
        </Menu.Item>
        <Menu.Item
          className={classes['menuItem'] ?? ''}
          leftSection={<IconLogout size={20} />}
          onClick={() => void signOut()}
          data-testid={testIds.signOut}
        >
          {t('bar.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
