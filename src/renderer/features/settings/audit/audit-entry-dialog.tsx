import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AuditRecord } from '#shared/contract/audit.ts';
import { CopyText } from '../../../components/copy-text.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { auditSentence } from './audit-sentence.ts';
import classes from './audit.module.css';

/** An entry as it is recorded, for who has to look closely. */
export function AuditEntryDialog({
  entry,
  onClose,
}: {
  readonly entry: AuditRecord | null;
  readonly onClose: () => void;
}): ReactNode {
  const { t, format } = useText();
  return (
    <Modal
      opened={entry !== null}
      onClose={onClose}
      size="lg"
      title={entry === null ? '' : t('audit.entry', { seq: format.count(entry.seq) })}
      closeButtonProps={{ 'aria-label': t('common.close'), size: 48 }}
    >
      {entry !== null && (
        <div data-testid={testIds.auditEntry}>
          <p className={classes['sentence']}>{auditSentence(entry, t, format)}</p>
          <h3 className={classes['sub']}>{t('audit.raw')}</h3>
          <pre className={classes['raw']}>
            {JSON.stringify(
              { at_utc: entry.atUtc, actor: entry.actor, action: entry.action, subject: entry.subject, detail: entry.detail },
              null,
              2,
            )}
          </pre>
          <h3 className={classes['sub']}>{t('audit.hash')}</h3>
          <CopyText text={entry.chainHash} />
        </div>
      )}
    </Modal>
  );
}
