import 'dayjs/locale/zh-cn';
import { Button } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconLock, IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { csvAddress } from '../../client/addresses.ts';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { queryKeys } from '../../client/query-client.ts';
import { Empty } from '../../components/empty.tsx';
import { liveStore, useLive } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { currentLanguage } from '../../text/i18n.ts';
import { useStationZone } from '../../text/station-zone.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { useMay, useSession } from '../session/use-session.ts';
import { FilterBar } from './filter-bar.tsx';
import { PartDialog } from './part-dialog.tsx';
import { type FilterChoice, isNarrowed, noFilter, toRecordsFilter } from './records-filter.ts';
import { RecordsList, RecordsSkeleton } from './records-list.tsx';
import classes from './records.module.css';

const pageSize = 100;
/** Names of months and days in the picker. Weekends are not red there: red means a failed part and nothing else. */
const dayjsLocales = { en: 'en', 'zh-CN': 'zh-cn' } as const;

/** Every part that was ever judged here, for those who may see records. */
export function RecordsScreen(): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const session = useSession();
  const may = useMay('review');
  if (session === undefined) return <RecordsSkeleton />;
  if (may) return <Records />;
  return (
    <Empty icon={<IconLock size={40} stroke={1.6} />} title={t('records.title')} text={t('records.needsRight')}>
      <Button size="lg" onClick={() => act({ right: 'review', run: () => undefined })} data-testid={testIds.operator}>
        {t('bar.signIn')}
      </Button>
    </Empty>
  );
}

function Records(): ReactNode {
  const { t, format } = useText();
  const [choice, setChoice] = useState<FilterChoice>(noFilter);
  const [settled] = useDebouncedValue(choice, 250);
  // Relative times count from when they were chosen, or from the last refresh: pages and CSV must see the same parts.
  const [asOf, setAsOf] = useState(() => new Date());
  const zone = useStationZone();
  const shiftSinceUtc = useLive((state) => state.status?.shift.sinceUtc ?? null);
  const filter = useMemo(() => toRecordsFilter(settled, asOf, { zone, shiftSinceUtc }), [settled, asOf, zone, shiftSinceUtc]);
  const [opened, setOpened] = useState<string | null>(null);

  const query = useInfiniteQuery({
    queryKey: [...queryKeys.records, filter],
    queryFn: ({ pageParam }) =>
      api.parts.list({ ...filter, limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    gcTime: 60_000,
  });
  const parts = useMemo(() => query.data?.pages.flatMap((page) => page.parts) ?? [], [query.data]);
  const total = query.data?.pages[0]?.total ?? null;
  const firstPage = query.data?.pages[0];
  // The newest part of the line when the list was read: what came after it is not in the list.
  const [newestRead, setNewestRead] = useState<number | null>(null);
  useEffect(() => {
    if (firstPage !== undefined) setNewestRead(liveStore.get().parts[0]?.part.number ?? null);
  }, [firstPage]);
  const newer = useLive((state) => newestRead !== null && (state.parts[0]?.part.number ?? 0) > newestRead);

  const choose = (next: FilterChoice): void => {
    setChoice(next);
    setAsOf(new Date());
  };
  const refresh = (): void => {
    setAsOf(new Date());
    void query.refetch();
  };

  return (
    <div className={classes['records']} data-testid={testIds.records}>
      <h1 className="visuallyHidden">{t('records.title')}</h1>
      <DatesProvider settings={{ locale: dayjsLocales[currentLanguage()], firstDayOfWeek: 1, weekendDays: [] }}>
        <FilterBar choice={choice} onChoice={choose} />
      </DatesProvider>
      <div className={classes['summary']}>
        <strong data-testid={testIds.recordsCount} data-total={total ?? undefined}>
          {total === null ? '' : t('records.count', { count: total, formatted: format.count(total) })}
        </strong>
        <Button
          variant="subtle"
          leftSection={<IconRefresh size={20} />}
          onClick={refresh}
          style={{ visibility: newer ? 'visible' : 'hidden' }}
        >
          {t('records.newer')}
        </Button>
        <Button
          component="a"
          href={csvAddress(filter)}
          download
          variant="default"
          ml="auto"
          leftSection={<IconDownload size={20} />}
          data-testid={testIds.exportCsv}
        >
          {t('records.export')}
        </Button>
      </div>
      {query.isPending ? (
        <RecordsSkeleton />
      ) : query.isError ? (
        <Empty title={t('records.failed')} text={t(`error.${failureOf(query.error).code}`)}>
          <Button size="lg" onClick={refresh}>
            {t('common.retry')}
          </Button>
        </Empty>
      ) : parts.length === 0 ? (
        <NoRecords narrowed={isNarrowed(settled)} onClear={() => choose(noFilter)} />
      ) : (
        <RecordsList
          parts={parts}
          opened={opened}
          onOpen={setOpened}
          hasMore={query.hasNextPage}
          loadingMore={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
      <PartDialog parts={parts} opened={opened} onOpen={setOpened} />
    </div>
  );
}

function NoRecords({ narrowed, onClear }: { readonly narrowed: boolean; readonly onClear: () => void }): ReactNode {
  const { t } = useText();
  return narrowed ? (
    <Empty title={t('empty.filteredTitle')} text={t('empty.filteredText')} testId={testIds.recordsEmpty}>
      <Button size="lg" variant="default" onClick={onClear}>
        {t('empty.filteredClear')}
      </Button>
    </Empty>
  ) : (
    <Empty title={t('empty.recordsTitle')} text={t('empty.recordsText')} testId={testIds.recordsEmpty}>
      <Button size="lg" component={Link} href="/">
        {t('empty.recordsGoRun')}
      </Button>
    </Empty>
  );
}
