import { Button, Skeleton } from '@mantine/core';
import { IconLock, IconReportAnalytics } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ReportJob } from '#shared/contract/reports.ts';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';
import { Empty } from '../../components/empty.tsx';
import { useLive } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { currentLanguage } from '../../text/i18n.ts';
import { useStationZone } from '../../text/station-zone.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { useMay, useSession } from '../session/use-session.ts';
import { KeptReports } from './kept-reports.tsx';
import { OrderForm } from './order-form.tsx';
import { type ReportChoice, toOrder } from './report-choice.ts';
import { ReportProgress } from './report-progress.tsx';
import { ReportView } from './report-view.tsx';
import classes from './reports.module.css';

const isActive = (job: ReportJob | undefined): boolean => job?.state === 'waiting' || job?.state === 'running';

/** Reports of a shift, a day, a lot: ordered here, made in the background, looked at and taken away. */
export function ReportsScreen(): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const session = useSession();
  const may = useMay('review');
  if (session === undefined) return <Skeleton m={20} height={400} />;
  if (may) return <Reports />;
  return (
    <Empty icon={<IconLock size={40} stroke={1.6} />} title={t('reports.title')} text={t('reports.needsRight')}>
      <Button size="lg" onClick={() => act({ right: 'review', run: () => undefined })} data-testid={testIds.operator}>
        {t('bar.signIn')}
      </Button>
    </Empty>
  );
}

function Reports(): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const zone = useStationZone();
  const shiftSinceUtc = useLive((state) => state.status?.shift.sinceUtc ?? null);
  const [choice, setChoice] = useState<ReportChoice>(() => ({
    period: 'shift',
    from: null,
    to: null,
    productId: null,
    lot: '',
    supplierLot: '',
    language: currentLanguage(),
    proof: 'rows',
  }));
  const [chosen, setChosen] = useState<string | null>(null);
  const jobs = useQuery({
    queryKey: queryKeys.reports,
    queryFn: () => api.reports.list(),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.some(isActive) ? 700 : 15_000),
  });
  const listed = jobs.data ?? [];
  // A report goes on while this screen is left: coming back shows it, without being asked.
  const opened = listed.some(({ id }) => id === chosen) ? chosen : (listed[0]?.id ?? null);
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: queryKeys.reports });
  const make = (): void =>
    act({
      right: 'review',
      run: async () => {
        const { id } = await api.reports.start(toOrder(choice, new Date(), { zone, shiftSinceUtc }));
        setChosen(id);
        await refresh();
      },
    });
  const remove = (id: string): void =>
    act({
      right: 'review',
      run: async () => {
        await api.reports.remove({ id });
        await refresh();
      },
    });
  return (
    <div className={classes['reports']} data-testid={testIds.reports}>
      <h1 className="visuallyHidden">{t('reports.title')}</h1>
      <aside className={classes['side']}>
        <OrderForm choice={choice} onChoice={setChoice} onMake={make} />
        <KeptReports jobs={listed} opened={opened} onOpen={setChosen} onRemove={remove} />
      </aside>
      <div className={classes['place']}>
        {jobs.isError ? (
          <Empty title={t('reports.unread')} text={t(`error.${failureOf(jobs.error).code}`)}>
            <Button size="lg" onClick={() => void jobs.refetch()}>
              {t('common.retry')}
            </Button>
          </Empty>
        ) : opened === null ? (
          <Empty
            icon={<IconReportAnalytics size={40} stroke={1.6} />}
            title={t('reports.emptyTitle')}
            text={t('reports.emptyText')}
            testId={testIds.reportNone}
          />
        ) : (
          <Opened key={opened} id={opened} onRemove={remove} onMake={make} />
        )}
      </div>
    </div>
  );
}

function Opened({
  id,
  onRemove,
  onMake,
}: {
  readonly id: string;
  readonly onRemove: (id: string) => void;
  readonly onMake: () => void;
}): ReactNode {
  const { t } = useText();
  const query = useQuery({
    queryKey: queryKeys.report(id),
    queryFn: () => api.reports.get({ id }),
    staleTime: ({ state }) => (state.data?.state === 'done' ? Number.POSITIVE_INFINITY : 0),
    refetchInterval: ({ state }) => (isActive(state.data) ? 500 : false),
  });
  if (query.isError)
    return <Empty title={t('reports.unread')} text={t(`error.${failureOf(query.error).code}`)} testId={testIds.reportFailed} />;
  if (query.data === undefined) return <Skeleton height={500} />;
  const { state, report } = query.data;
  if (state === 'failed')
    return (
      <Empty title={t('reports.failedTitle')} text={t('reports.failedText')} testId={testIds.reportFailed}>
        <Button size="lg" onClick={onMake}>
          {t('common.retry')}
        </Button>
      </Empty>
    );
  if (report === null) return <ReportProgress job={query.data} onCancel={() => onRemove(id)} />;
  return <ReportView id={id} report={report} />;
}
