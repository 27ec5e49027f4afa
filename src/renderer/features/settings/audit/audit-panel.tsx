import { Button, Select, Skeleton, TextInput } from '@mantine/core';
import { DatesProvider, DateTimePicker } from '@mantine/dates';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconListDetails, IconLock } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import type { AuditRecord } from '#shared/contract/audit.ts';
import { auditCsvAddress } from '../../../client/addresses.ts';
import { api } from '../../../client/api.ts';
import { failureOf } from '../../../client/failure.ts';
import { queryKeys } from '../../../client/query-client.ts';
import { Empty } from '../../../components/empty.tsx';
import { testIds } from '../../../test-ids.ts';
import { currentLanguage } from '../../../text/i18n.ts';
import { useStationZone } from '../../../text/station-zone.ts';
import { useText } from '../../../text/use-text.ts';
import { useActs } from '../../session/act-context.ts';
import { useMay } from '../../session/use-session.ts';
import { AuditEntryDialog } from './audit-entry-dialog.tsx';
import { type AuditChoice, everything, toAuditFilter } from './audit-filter.ts';
import { AuditList } from './audit-list.tsx';
import { actName, actorName } from './audit-sentence.ts';
import classes from './audit.module.css';

const pageSize = 100;
const dayjsLocales = { en: 'en', 'zh-CN': 'zh-cn' } as const;

/** Who did what, and when: for administrators. */
export function AuditPanel(): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  if (useMay('administer')) return <AuditTrail />;
  return (
    <Empty icon={<IconLock size={40} stroke={1.6} />} title={t('audit.title')} text={t('settings.locked')}>
      <Button size="lg" onClick={() => act({ right: 'administer', run: () => undefined })} data-testid={testIds.settingsSignIn}>
        {t('bar.signIn')}
      </Button>
    </Empty>
  );
}

function AuditTrail(): ReactNode {
  const { t } = useText();
  const zone = useStationZone();
  const [choice, setChoice] = useState<AuditChoice>(everything);
  const [settled] = useDebouncedValue(choice, 250);
  const filter = useMemo(() => toAuditFilter(settled, zone), [settled, zone]);
  const [opened, setOpened] = useState<AuditRecord | null>(null);
  const query = useInfiniteQuery({
    queryKey: [...queryKeys.audit, filter],
    queryFn: ({ pageParam }) =>
      api.audit.list({ ...filter, limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    gcTime: 60_000,
  });
  const entries = useMemo(() => query.data?.pages.flatMap((page) => page.entries) ?? [], [query.data]);
  return (
    <div className={classes['audit']} data-testid={testIds.audit}>
      <header className={classes['head']}>
        <h2>{t('audit.title')}</h2>
        <Button
          component="a"
          href={auditCsvAddress(filter)}
          download
          variant="default"
          leftSection={<IconDownload size={20} />}
          data-testid={testIds.auditExport}
        >
          {t('audit.export')}
        </Button>
      </header>
      <Filters choice={choice} onChoice={setChoice} />
      {query.isPending ? (
        <Skeleton height={300} radius="md" mt="md" />
      ) : query.isError ? (
        <Empty title={t('audit.failed')} text={t(`error.${failureOf(query.error).code}`)} />
      ) : entries.length === 0 ? (
        <Empty icon={<IconListDetails size={40} stroke={1.6} />} title={t('audit.noneTitle')} text={t('audit.noneText')}>
          <Button size="lg" variant="default" onClick={() => setChoice(everything)}>
            {t('empty.filteredClear')}
          </Button>
        </Empty>
      ) : (
        <AuditList
          entries={entries}
          onOpen={setOpened}
          hasMore={query.hasNextPage}
          loadingMore={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
      <AuditEntryDialog entry={opened} onClose={() => setOpened(null)} />
    </div>
  );
}

function Filters({
  choice,
  onChoice,
}: {
  readonly choice: AuditChoice;
  readonly onChoice: (choice: AuditChoice) => void;
}): ReactNode {
  const { t } = useText();
  const choices = useQuery({ queryKey: queryKeys.auditChoices, queryFn: () => api.audit.choices(), staleTime: 0 });
  const set = (change: Partial<AuditChoice>): void => onChoice({ ...choice, ...change });
  const picker = { size: 'md', valueFormat: 'YYYY-MM-DD HH:mm', clearable: true, className: classes['picker'] ?? '' } as const;
  const monthLabelFormat = t('records.monthFormat');
  const from = t('audit.from');
  const to = t('audit.to');
  return (
    <DatesProvider settings={{ locale: dayjsLocales[currentLanguage()], firstDayOfWeek: 1, weekendDays: [] }}>
      <div className={classes['filters']}>
        <Select
          aria-label={t('audit.who')}
          placeholder={`${t('audit.who')}: ${t('audit.anyone')}`}
          clearable
          searchable
          data={(choices.data?.actors ?? []).map((actor) => ({ value: actor, label: actorName(actor, t) }))}
          value={choice.actor}
          onChange={(actor) => set({ actor })}
          data-testid={testIds.auditActor}
        />
        <Select
          aria-label={t('audit.what')}
          placeholder={`${t('audit.what')}: ${t('audit.anything')}`}
          clearable
          searchable
          data={(choices.data?.actions ?? []).map((action) => ({ value: action, label: actName(action, t) }))}
          value={choice.action}
          onChange={(action) => set({ action })}
          data-testid={testIds.auditAction}
        />
        <TextInput
          aria-label={t('audit.subject')}
          placeholder={t('audit.subject')}
          value={choice.subject}
          maxLength={80}
          onChange={(event) => set({ subject: event.currentTarget.value })}
          data-testid={testIds.auditSubject}
        />
        <DateTimePicker
          {...picker}
          aria-label={from}
          placeholder={from}
          monthLabelFormat={monthLabelFormat}
          value={choice.from}
          onChange={(value) => set({ from: value })}
        />
        <DateTimePicker
          {...picker}
          aria-label={to}
          placeholder={to}
          monthLabelFormat={monthLabelFormat}
          value={choice.to}
          onChange={(value) => set({ to: value })}
        />
      </div>
    </DatesProvider>
  );
}
