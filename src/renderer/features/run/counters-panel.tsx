import type { ReactNode } from 'react';
import type { Counters } from '#shared/domain/counters.ts';
import { Explained, type ExplainedTerm } from '../../components/explained.tsx';
import { useLive } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { absent } from '../../text/format.ts';
import { shiftName } from '../../text/shift-name.ts';
import { useText } from '../../text/use-text.ts';
import classes from './run.module.css';

/** Parts since the reset, and below, smaller, those of the shift; then the quality of running. Fixed slots, tabular figures. */
export function CountersPanel(): ReactNode {
  const { t, format } = useText();
  const status = useLive((state) => state.status);
  const counters = status?.counters ?? null;
  const shift = status?.shift.counters ?? null;
  // A recipe without a second threshold knows no review: its column appears with the first one, and then stays.
  const withReview = (counters?.review ?? 0) > 0 || (shift?.review ?? 0) > 0;
  const columns = [
    { key: 'total', label: t('run.total'), id: testIds.counterTotal },
    { key: 'ok', label: t('run.ok'), id: testIds.counterOk },
    ...(withReview ? [{ key: 'review', label: t('run.review'), id: testIds.counterReview } as const] : []),
    { key: 'ng', label: t('run.ng'), id: testIds.counterNg },
    { key: 'error', label: t('run.error'), id: testIds.counterError },
  ] as const satisfies readonly { key: keyof Counters; label: string; id: string }[];
  const count = (from: Counters | null, key: keyof Counters): string => (from === null ? absent : format.count(from[key]));
  const cycle = status?.cycle;
  return (
    <section aria-label={t('run.counters')}>
      <div className={classes['counters']} data-columns={columns.length} data-large={isLarge(counters) || undefined}>
        {columns.map(({ key, label, id }) => (
          <div key={key} className={classes['counter']}>
            <span className={classes['counterLabel']}>
              <Explained term={key}>{label}</Explained>
            </span>
            <span className={classes['counterValue']} data-testid={id} data-value={counters?.[key]}>
              {count(counters, key)}
            </span>
            <span className={classes['counterShift']} data-testid={key === 'total' ? testIds.shiftTotal : undefined}>
              {count(shift, key)}
            </span>
          </div>
        ))}
      </div>
      <p className={classes['since']}>
        <span>
          {status === null
            ? ''
            : status.countersSinceUtc === null
              ? t('run.sinceBeginning')
              : t('run.sinceReset', { time: format.shortTime(status.countersSinceUtc) })}
        </span>
        <span>
          {status === null
            ? ''
            : t('run.shift', { name: shiftName(status.shift.name, t), time: format.shortTime(status.shift.sinceUtc) })}
        </span>
      </p>
      <div className={classes['figures']}>
        <Figure term="yield" label={t('run.yield')} testId={testIds.yield}>
          {format.percent(status?.yield ?? null)}
        </Figure>
        <Figure term="cycleMean" label={t('run.cycleMean')} testId={testIds.cycleMean}>
          {format.duration(cycle?.meanMs ?? null)}
        </Figure>
        <Figure term="cycleRange" label={t('run.cycleRange')}>
          {format.durations(cycle?.minMs ?? null, cycle?.maxMs ?? null)}
        </Figure>
        <Figure term="frames" label={t('run.frames')}>
          <span data-testid={testIds.framesDropped}>{status === null ? absent : format.count(status.frames.dropped)}</span>
          {' / '}
          <span data-testid={testIds.framesLate}>{status === null ? absent : format.count(status.frames.late)}</span>
        </Figure>
      </div>
    </section>
  );
}

/** Figures that the usual size has no room for. Whoever counts so far sees the size change once, and nothing is cut off. */
const isLarge = (counters: Counters | null): boolean =>
  counters !== null &&
  (counters.total >= 1_000_000 || Math.max(counters.ng, counters.review) >= 100_000 || counters.error >= 10_000);

interface FigureProps {
  readonly term: ExplainedTerm;
  readonly label: string;
  readonly children: ReactNode;
  readonly testId?: string;
}

function Figure({ term, label, children, testId }: FigureProps): ReactNode {
  return (
    <div className={classes['figure']}>
      <span className={classes['counterLabel']}>
        <Explained term={term}>{label}</Explained>
      </span>
      <span className={classes['figureValue']} data-testid={testId}>
        {children}
      </span>
    </div>
  );
}
