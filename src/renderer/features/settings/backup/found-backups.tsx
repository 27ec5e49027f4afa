import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Backups, BackupSummary } from '#shared/contract/backups.ts';
import { api } from '../../../client/api.ts';
import { queryClient, queryKeys } from '../../../client/query-client.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { useLive } from '../../../live/live-store.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { useActs } from '../../session/act-context.ts';
import classes from './backup.module.css';

/** The backups that are there, each to be brought back. */
export function FoundBackups({ backups: { found, plan, running } }: { readonly backups: Backups }): ReactNode {
  const { t, format } = useText();
  const { act } = useActs();
  const lineRuns = useLive((state) => state.status?.state === 'running' || state.status?.state === 'error');
  const [wanted, setWanted] = useState<BackupSummary | null>(null);
  const [asks, setAsks] = useState(false);
  if (plan === null) return null;
  if (found.length === 0) return <p className={classes['none']}>{t('settings.backup.none')}</p>;
  const bringBack = (name: string): void =>
    act({
      right: 'administer',
      run: async () => void queryClient.setQueryData(queryKeys.backups, await api.backups.restore({ name })),
    });
  return (
    <ul className={classes['found']}>
      {found.map((backup) => (
        <li key={backup.name} data-testid={testIds.backupItem}>
          <strong>{format.dateTime(backup.createdAtUtc)}</strong>
          <span>
            {t('settings.backup.holds', {
              parts: format.count(backup.parts),
              pictures: format.count(backup.pictures.count),
              bytes: format.bytes(backup.pictures.bytes),
            })}
          </span>
          {backup.problems + backup.pictures.missing > 0 ? (
            <span className={classes['problem']}>
              {t('settings.backup.problems', { count: backup.problems + backup.pictures.missing })}
            </span>
          ) : (
            <span>{t('settings.backup.proved')}</span>
          )}
          <Button
            variant="default"
            disabled={running !== null || lineRuns}
            title={lineRuns ? t('error.LINE_RUNNING') : undefined}
            onClick={() => {
              setWanted(backup);
              setAsks(true);
            }}
            data-testid={testIds.backupRestore}
          >
            {t('settings.backup.bringBack')}
          </Button>
        </li>
      ))}
      {wanted !== null && (
        <ConfirmDialog
          opened={asks}
          title={t('settings.backup.askTitle', { time: format.dateTime(wanted.createdAtUtc) })}
          text={t('settings.backup.askText', { parts: format.count(wanted.parts) })}
          confirm={t('settings.backup.askConfirm')}
          onClose={() => setAsks(false)}
          onConfirm={() => bringBack(wanted.name)}
        />
      )}
    </ul>
  );
}
