import { Button, NumberInput, Switch, Text } from '@mantine/core';
import { TimePicker } from '@mantine/dates';
import { type ReactNode, useState } from 'react';
import type { BackupPlan, Backups } from '#shared/contract/backups.ts';
import { FolderInput } from '../../../components/folder-input.tsx';
import { api } from '../../../client/api.ts';
import { queryClient, queryKeys } from '../../../client/query-client.ts';
import { useNotices } from '../../../components/use-notices.ts';
import { testIds } from '../../../test-ids.ts';
import { timeOf, timeText } from '../../../text/time-of-day.ts';
import { useText } from '../../../text/use-text.ts';
import { useActs } from '../../session/act-context.ts';
import settings from '../settings.module.css';

const first: BackupPlan = { folder: '', keep: 7, dailyAt: { hour: 2, minute: 30 } };

/** Where backups go, how many are kept, and when one is made every day. */
export function BackupPlanForm({ backups: { plan } }: { readonly backups: Backups }): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const notices = useNotices();
  const [draft, setDraft] = useState<BackupPlan>(plan ?? first);
  const changed = JSON.stringify({ ...draft, folder: draft.folder.trim() }) !== JSON.stringify(plan);
  const save = (next: BackupPlan | null): void =>
    act({
      right: 'administer',
      run: async () => {
        queryClient.setQueryData(queryKeys.backups, await api.backups.setPlan({ plan: next }));
        notices.done(t('settings.backup.planDone'));
      },
    });
  return (
    <>
      <FolderInput
        label={t('settings.folder')}
        description={t('settings.backup.folderHint')}
        placeholder={t('settings.folderExample')}
        value={draft.folder}
        onChange={(folder) => setDraft({ ...draft, folder })}
        data-testid={testIds.backupFolder}
      />
      <div className={settings['fields']}>
        <NumberInput
          label={t('settings.backup.keep')}
          min={1}
          max={60}
          clampBehavior="strict"
          allowDecimal={false}
          value={draft.keep}
          onChange={(value) => setDraft({ ...draft, keep: Math.min(60, Math.max(1, Number(value) || 1)) })}
        />
        <TimePicker
          label={t('settings.backup.dailyAt')}
          hoursInputLabel={t('settings.time.hour')}
          minutesInputLabel={t('settings.time.minute')}
          size="md"
          className={settings['timePicker'] ?? ''}
          disabled={draft.dailyAt === null}
          value={timeText(draft.dailyAt ?? { hour: 2, minute: 30 })}
          onChange={(text) => {
            const dailyAt = timeOf(text);
            if (dailyAt !== null) setDraft({ ...draft, dailyAt });
          }}
        />
      </div>
      <Switch
        mt="md"
        size="lg"
        classNames={{ body: settings['switch'] ?? '' }}
        label={t('settings.backup.daily')}
        checked={draft.dailyAt !== null}
        onChange={(event) => setDraft({ ...draft, dailyAt: event.currentTarget.checked ? { hour: 2, minute: 30 } : null })}
      />
      <div className={settings['row']}>
        <Text c="dimmed" fz={14} flex={1}>
          {t('settings.backup.pruned')}
        </Text>
        {plan !== null && (
          <Button variant="default" onClick={() => save(null)}>
            {t('settings.backup.off')}
          </Button>
        )}
        <Button
          disabled={!changed || draft.folder.trim() === ''}
          onClick={() => save({ ...draft, folder: draft.folder.trim() })}
          data-testid={testIds.backupSave}
        >
          {t('common.save')}
        </Button>
      </div>
    </>
  );
}
