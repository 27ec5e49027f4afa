import { CopyButton, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import classes from './copy-text.module.css';

/** A long hash, shortened in its middle, or the `whole` of a text; a tap copies all of it. */
export function CopyText({ text, whole = false }: { readonly text: string; readonly whole?: boolean }): ReactNode {
  const { t } = useText();
  const shown = text.length > 28 && !whole ? `${text.slice(0, 16)}…${text.slice(-8)}` : text;
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <UnstyledButton className={classes['copy']} onClick={copy} title={text} aria-label={`${t('common.copy')}: ${shown}`}>
          <code>{shown}</code>
          {copied ? <IconCheck size={18} aria-label={t('common.copied')} /> : <IconCopy size={18} aria-hidden />}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
