import type { ReactNode } from 'react';
import { type MeasuredRate, strongerPromises, type ThresholdEvidence } from '#shared/domain/threshold-evidence.ts';
import { Explained, type ExplainedTerm } from '../../../components/explained.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import classes from './threshold.module.css';

/** Both kinds of mistakes at the line, each with its interval. */
export function RatesCard({ evidence }: { readonly evidence: ThresholdEvidence }): ReactNode {
  const { t } = useText();
  return (
    <div className={classes['rates']}>
      <Rate
        term="falseRejects"
        title={t('teach.threshold.falseRejects')}
        rate={evidence.falseRejects}
        none={t('teach.threshold.noGood')}
        testId={testIds.falseRejects}
      />
      <Rate
        term="escapes"
        title={t('teach.threshold.escapes')}
        rate={evidence.escapes}
        none={t('teach.threshold.noBad')}
        testId={testIds.escapes}
      />
    </div>
  );
}

interface RateProps {
  readonly term: ExplainedTerm;
  readonly title: string;
  readonly rate: MeasuredRate | null;
  /** Why nothing was measured. */
  readonly none: string;
  readonly testId: string;
}

function Rate({ term, title, rate, none, testId }: RateProps): ReactNode {
  const { t, format } = useText();
  return (
    <div className={classes['rateBox']} data-testid={testId} data-wrong={rate?.wrong} data-of={rate?.of}>
      <span className={classes['quiet']}>
        <Explained term={term}>{title}</Explained>
      </span>
      {rate === null ? (
        <>
          <strong data-none>{t('teach.threshold.notMeasured')}</strong>
          <span className={classes['quiet']}>{none}</span>
        </>
      ) : (
        <>
          <strong>{format.percent(rate.share)}</strong>
          <span>{t('teach.threshold.of', { wrong: format.count(rate.wrong), of: format.count(rate.of) })}</span>
          <Interval rate={rate} />
          <span className={classes['quiet']}>
            {t('teach.threshold.interval', { low: format.percent(rate.low), high: format.percent(rate.high) })}
          </span>
        </>
      )}
    </div>
  );
}

/** The interval as a bar from 0 to 50 %, stretched where it matters (square root), the counted share as a tick in it. */
function Interval({ rate }: { readonly rate: MeasuredRate }): ReactNode {
  const at = (share: number): string => `${100 * Math.min(1, Math.sqrt(share / 0.5))}%`;
  return (
    <span className={classes['interval']} aria-hidden>
      <span style={{ left: at(rate.low), right: `calc(100% - ${at(rate.high)})` }} />
      <i style={{ left: at(rate.share) }} />
    </span>
  );
}

/** What evidence would allow a stronger promise. */
export function PromiseCard({ evidence }: { readonly evidence: ThresholdEvidence }): ReactNode {
  const { t, format } = useText();
  const { falseRejects, escapes } = evidence;
  const percent = (share: number): string => `${format.decimal(100 * share, share < 0.01 ? 1 : 0)} %`;
  const rows = (['Good', 'Bad'] as const).flatMap((kind) => {
    const rate = kind === 'Good' ? falseRejects : escapes;
    return (rate === null ? [] : strongerPromises(rate, 2)).map(({ under, more }) => ({
      key: `${kind} ${under}`,
      more: t(`teach.threshold.more.${kind}`, { count: more, formatted: format.count(more) }),
      promise: t(`teach.threshold.promises.${kind}`, { under: percent(under) }),
    }));
  });
  return (
    <div className={classes['promises']} data-testid={testIds.promises}>
      <h3>{t('teach.threshold.promise')}</h3>
      <dl>
        {rows.map(({ key, more, promise }) => (
          <div key={key}>
            <dt>{more}</dt>
            <dd>{promise}</dd>
          </div>
        ))}
      </dl>
      {escapes === null && <p className={classes['quiet']}>{t('teach.threshold.someBad')}</p>}
    </div>
  );
}
