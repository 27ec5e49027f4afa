import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconArrowsLeftRight, IconLock, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { rejudgementReasons } from '#shared/domain/rejudgement.ts';
import { pictureAddress } from '../../client/addresses.ts';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';
import { Empty } from '../../components/empty.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useActs } from '../session/act-context.ts';
import { useMay, useSession } from '../session/use-session.ts';
import { UseForTeaching } from '../teach/use-for-teaching.tsx';
import { ReviewList } from './review-list.tsx';
import { ReviewPanel } from './review-panel.tsx';
import { ReviewStage } from './review-stage.tsx';
import classes from './review.module.css';
import { useJudgement } from './use-judgement.ts';
import { useReviewKeys } from './use-review-keys.ts';
import { type QueueOrder, type ReviewQueue, useReviewQueue } from './use-review-queue.ts';

/** The parts that wait for a person, for those who may see records. */
export function ReviewScreen(): ReactNode {
  const { t } = useText();
  const { act } = useActs();
  const session = useSession();
  const may = useMay('review');
  if (session === undefined) return <Loading />;
  if (may) return <Review />;
  return (
    <Empty icon={<IconLock size={40} stroke={1.6} />} title={t('review.title')} text={t('review.needsRight')}>
      <Button size="lg" onClick={() => act({ right: 'review', run: () => undefined })} data-testid={testIds.operator}>
        {t('bar.signIn')}
      </Button>
    </Empty>
  );
}

function Review(): ReactNode {
  const { t, format } = useText();
  const [order, setOrder] = useState<QueueOrder>('newest');
  const [compare, setCompare] = useState(false);
  const queue = useReviewQueue(order);
  const summary = useQuery({
    queryKey: [...queryKeys.review, 'summary'],
    queryFn: () => api.review.summary(),
    refetchInterval: 10_000,
  });
  const waiting = summary.data?.waiting.total ?? null;

  return (
    <div className={classes['review']} data-testid={testIds.review}>
      <h1 className="visuallyHidden">{t('review.title')}</h1>
      <div className={classes['bar']}>
        <strong className={classes['waiting']} data-testid={testIds.reviewWaiting} data-total={waiting ?? undefined}>
          {waiting === null ? '' : t('review.waiting', { count: waiting, formatted: format.count(waiting) })}
        </strong>
        <SegmentedControl
          aria-label={t('review.order')}
          value={order}
          onChange={(value) => setOrder(value === 'oldest' ? 'oldest' : 'newest')}
          data={[
            { value: 'newest', label: t('review.newest') },
            { value: 'oldest', label: t('review.oldest') },
          ]}
        />
        <Button variant="default" leftSection={<IconRefresh size={20} />} onClick={queue.refresh}>
          {t('review.refresh')}
        </Button>
        <span className={classes['space']} />
        {queue.current !== null && <UseForTeaching key={queue.current.id} part={queue.current} />}
        <Button
          variant="default"
          aria-pressed={compare}
          leftSection={<IconArrowsLeftRight size={20} />}
          rightSection={<kbd className={classes['kbd']}>C</kbd>}
          className={classes['compare'] ?? ''}
          onClick={() => setCompare(!compare)}
          data-testid={testIds.reviewCompare}
        >
          {t('review.compare')}
        </Button>
      </div>
      {queue.state === 'loading' ? (
        <Loading />
      ) : queue.state === 'failed' ? (
        <Empty title={t('review.failed')} text={t(`error.${failureOf(queue.error).code}`)}>
          <Button size="lg" onClick={queue.refresh}>
            {t('common.retry')}
          </Button>
        </Empty>
      ) : queue.current === null ? (
        <NothingWaits queue={queue} />
      ) : (
        <Work queue={queue} compare={compare} onCompare={() => setCompare(!compare)} />
      )}
    </div>
  );
}

function Work({ queue, compare, onCompare }: { queue: ReviewQueue; compare: boolean; onCompare: () => void }): ReactNode {
  const { t } = useText();
  const { current, following } = queue;
  const id = current?.id ?? '';
  const query = useQuery({ queryKey: queryKeys.part(id), queryFn: () => api.parts.get({ id }), enabled: current !== null });
  const [shown, setShown] = useState<string | null>(null);
  const ready = shown === id;
  const judgement = useJudgement(current, queue.advance);

  // The next part is fetched while this one is looked at, so that it is there at once.
  const nextId = following?.id ?? null;
  useEffect(() => {
    if (nextId === null || !ready) return;
    void queryClient.prefetchQuery({ queryKey: queryKeys.part(nextId), queryFn: () => api.parts.get({ id: nextId }) });
    const picture = new Image();
    picture.src = pictureAddress(nextId);
  }, [nextId, ready]);

  useReviewKeys({
    judge: (verdict) => {
      if (ready) judgement.judge(verdict);
    },
    reason: (index) => {
      const code = rejudgementReasons[index];
      if (code !== undefined) judgement.setReason(judgement.reason === code ? null : code);
    },
    clear: () => judgement.setReason(null),
    step: queue.step,
    compare: onCompare,
  });

  if (current === null) return null;
  return (
    <div className={classes['work']}>
      <ReviewList queue={queue} />
      {query.isError ? (
        <Empty title={t('part.failed')} text={t(`error.${failureOf(query.error).code}`)} />
      ) : query.data === undefined ? (
        <Skeleton height="100%" radius={0} />
      ) : (
        <ReviewStage report={query.data} compare={compare} onShown={setShown} />
      )}
      <ReviewPanel part={current} report={query.data ?? null} ready={ready} judgement={judgement} />
    </div>
  );
}

/** What was judged stays in the list: one can go back to it until the list is read again. */
function NothingWaits({ queue }: { readonly queue: ReviewQueue }): ReactNode {
  const { t } = useText();
  if (queue.parts.length > 0) {
    return (
      <div className={classes['work']}>
        <ReviewList queue={queue} />
        <div className={classes['done']}>
          <Empty title={t('review.doneTitle')} text={t('review.doneText')} testId={testIds.reviewEmpty}>
            <Button size="lg" onClick={queue.refresh}>
              {t('review.refresh')}
            </Button>
          </Empty>
        </div>
      </div>
    );
  }
  return (
    <Empty title={t('review.emptyTitle')} text={t('review.emptyText')} testId={testIds.reviewEmpty}>
      <Button size="lg" component={Link} href="/">
        {t('empty.recordsGoRun')}
      </Button>
    </Empty>
  );
}

/** Places where list, picture and panel will be. */
function Loading(): ReactNode {
  return (
    <div className={classes['work']} aria-busy>
      <Skeleton height="100%" radius={0} />
      <Skeleton height="100%" radius={0} />
      <Skeleton height="100%" radius={0} />
    </div>
  );
}
