import type { ReactNode } from 'react';
import type { TryResult } from '#shared/contract/draft.ts';
import { reasonCodeSchema } from '#shared/domain/reason.ts';
import { judgeScore, type Verdict } from '#shared/domain/verdict.ts';
import { VerdictMark } from '../../../components/verdict-mark.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import type { ThresholdChoice } from '../threshold/threshold-choice.ts';
import classes from './try.module.css';

/** What the line would say of it. */
export function verdictOf(result: TryResult, { threshold, review }: ThresholdChoice): Verdict {
  if (result.score === null) return 'error';
  return judgeScore(result.score, { threshold, reviewThreshold: review });
}

/** The verdict at the chosen line, and why. */
export function TryVerdict({ result, choice }: { readonly result: TryResult; readonly choice: ThresholdChoice }): ReactNode {
  const { t, format } = useText();
  const verdict = verdictOf(result, choice);
  const reason = reasonCodeSchema.safeParse(result.failure?.reason);
  return (
    <div className={classes['verdict']} data-tone={verdict} data-testid={testIds.tryVerdict} data-verdict={verdict} role="status">
      <VerdictMark tone={verdict} size={44} />
      <span className={classes['word']}>{t(`verdict.${verdict}`)}</span>
      <span className={classes['why']}>
        {result.failure === null
          ? t('part.scoreOfThreshold', {
              score: format.scoreBeside(result.score, choice.threshold),
              threshold: format.score(choice.threshold),
            })
          : t(`reason.${reason.success ? reason.data : 'INTERNAL'}`)}
      </span>
    </div>
  );
}
