import { Button, Progress, Text } from '@mantine/core';
import { IconDatabaseExport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Backups } from '#shared/contract/backups.ts';
import { api } from '../../../client/api.ts';
import { queryClient, queryKeys } from '../../../client/query-client.ts';
import { CopyText } from '../../../components/copy-text.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { useActs } from '../../session/act-context.ts';
import { useMay } from '../../session/use-session.ts';
import { AdministratorCard } from '../administrator-card.tsx';
import settings from '../settings.module.css';
import { FoundBackups } from './found-backups.tsx';
import { BackupPlanForm } from './backup-plan-form.tsx';
import classes from './backup.module.css';

/** Backups: where and when they are made, one now, those that are there, and how one is brought back. */
export function BackupCards(): ReactNode {
  const { t } = useText();
  const may = useMay('administer');
  const query = useQuery({
    queryKey: queryKeys.backups,
    queryFn: () => api.backups.get(),
    enabled: may,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.running ? 500 : 10_000),
  });
  const backups = query.data;
  return (
    <>
      <AdministratorCard title={t('settings.backup.title')} text={t('settings.backup.text')} testId={testIds.backup}>
        {backups !== undefined && <BackupPlanForm key={JSON.stringify(backups.plan)} backups={backups} />}
      </AdministratorCard>
      {backups !== undefined && (
        <AdministratorCard title={t('settings.backup.state')} action={<NowButton backups={backups} />}>
          <State backups={backups} />
          <FoundBackups backups={backups} />
        </AdministratorCard>
      )}
      {backups?.plan != null && <RestoreCard folder={backups.plan.folder} dataFolder={backups.dataFolder} />}
    </>
  );
}

function NowButton({ backups }: { readonly backups: Backups }): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const set = (call: () => Promise<Backups>): void =>
    act({ right: 'administer', run: async () => void queryClient.setQueryData(queryKeys.backups, await call()) });
  if (backups.running !== null)
    return (
      <Button variant="default" onClick={() => set(() => api.backups.cancel())} data-testid={testIds.backupCancel}>
        {t('common.cancel')}
      </Button>
    );
  return (
    <Button
      leftSection={<IconDatabaseExport size={20} />}
      disabled={backups.plan === null}
      onClick={() => set(() => api.backups.start())}
      data-testid={testIds.backupNow}
    >
      {t('settings.backup.now')}
    </Button>
  );
}

function State({ backups: { plan, running, last, restoreFailed, nextAtUtc } }: { readonly backups: Backups }): ReactNode {
  const { t, format } = useText();
  if (running !== null) {
    const { done, total } = running;
    const makes = running.kind === 'make';
    const name =
      running.kind === 'make' ? t(`settings.backup.step.${running.step}`) : t(`settings.backup.restoreStep.${running.step}`);
    return (
      <div className={classes['running']} role="status" data-testid={testIds.backupRunning}>
        <Text>
          {name}
          {total > 1 && ` · ${t('reports.ofTotal', { done: format.count(done), total: format.count(total) })}`}
        </Text>
        <Progress
          value={total === 0 ? 0 : (done / total) * 100}
          size="lg"
          color="var(--pl-text)"
          aria-label={t('settings.backup.state')}
        />
        <Text c="dimmed" fz={14}>
          {t(makes ? 'settings.backup.background' : 'settings.backup.restoring')}
        </Text>
      </div>
    );
  }
  return (
    <>
      {restoreFailed !== null && (
        <Text c="var(--pl-error-text)" role="alert" data-testid={testIds.restoreFailed}>
          {restoreFailed.failure === 'cancelled'
            ? t('settings.backup.restoreCancelled', { name: restoreFailed.name })
            : `${t(`settings.backup.restoreFailed.${restoreFailed.stage}`, { name: restoreFailed.name })} ${restoreFailed.failure}`}
        </Text>
      )}
      {plan === null && <p className={settings['text']}>{t('settings.backup.noPlan')}</p>}
      {last !== null &&
        (last.failure === null ? (
          <Text data-testid={testIds.backupLast}>
            {t('settings.backup.last', {
              time: format.dateTime(last.atUtc),
              files: format.count(last.copiedFiles),
              bytes: format.bytes(last.copiedBytes),
            })}
          </Text>
        ) : (
          <Text c="var(--pl-error-text)" role="alert" data-testid={testIds.backupFailed}>
            {last.failure === 'cancelled'
              ? t('settings.backup.cancelled', { time: format.dateTime(last.atUtc) })
              : `${t('settings.backup.failed', { time: format.dateTime(last.atUtc) })} ${last.failure}`}
          </Text>
        ))}
      {nextAtUtc !== null && (
        <Text c="dimmed" fz={14}>
          {t('settings.backup.next', { time: format.dateTime(nextAtUtc) })}
        </Text>
      )}
    </>
  );
}

function RestoreCard({ folder, dataFolder }: { readonly folder: string; readonly dataFolder: string }): ReactNode {
  const { t } = useText();
  return (
    <AdministratorCard title={t('settings.backup.restore')} text={t('settings.backup.restoreText')}>
      <ol className={classes['steps']}>
        <li>{t('settings.backup.restoreStop')}</li>
        <li>
          {t('settings.backup.restoreRun')}
          <span className={classes['command']} data-testid={testIds.restoreCommand}>
            <CopyText text={`passline restore ${quoted(folder)} --data ${quoted(dataFolder)} --replace`} whole />
          </span>
        </li>
        <li>{t('settings.backup.restoreStart')}</li>
      </ol>
    </AdministratorCard>
  );
}

/** As both a shell and the Windows prompt take it. */
const quoted = (path: string): string => (/^[\w./:\\-]+$/.test(path) ? path : `"${path}"`);
