import { Button, Modal, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Draft } from '#shared/contract/draft.ts';
import { type ToolKind, toolKindSchema } from '#shared/domain/recipe.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './teach.module.css';
import { useDraftActs } from './use-draft.ts';

interface Props {
  readonly method: ToolKind;
  readonly onMethod: (method: ToolKind) => void;
}

/** The ways to judge a product, each with what it is for. */
export function MethodChoice({ method, onMethod }: Props): ReactNode {
  const { t } = useText();
  return (
    <div className={classes['rates']} role="radiogroup" aria-label={t('teach.method.title')}>
      {toolKindSchema.options.map((one) => (
        <button
          key={one}
          type="button"
          role="radio"
          aria-checked={one === method}
          className={classes['rate']}
          onClick={() => onMethod(one)}
          data-testid={testIds.teachMethod}
          data-method={one}
        >
          <strong>{t(`teach.method.name.${one}`)}</strong>
          <span>{t(`teach.method.text.${one}`)}</span>
        </button>
      ))}
    </div>
  );
}

/** What a draft is taught by, and the way to the other method. */
export function MethodLine({ draft, disabled }: { readonly draft: Draft; readonly disabled: boolean }): ReactNode {
  const { t } = useText();
  const { change } = useDraftActs(draft.id);
  const [opened, setOpened] = useState(false);
  return (
    <div className={classes['methodLine']}>
      <span>
        <span className={classes['quiet']}>{t('teach.method.title')}</span>
        <strong>{t(`teach.method.name.${draft.method}`)}</strong>
      </span>
      <Button variant="default" disabled={disabled} onClick={() => setOpened(true)} data-testid={testIds.teachMethodChange}>
        {t('teach.method.change')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('teach.method.title')}
        size={520}
        closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
      >
        <Stack gap={16}>
          <MethodChoice
            method={draft.method}
            onMethod={(method) => {
              setOpened(false);
              if (method !== draft.method) change({ method });
            }}
          />
        </Stack>
      </Modal>
    </div>
  );
}
