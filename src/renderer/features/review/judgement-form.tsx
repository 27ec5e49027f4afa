import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { rejudgedVerdictSchema, rejudgementReasons } from '#shared/domain/rejudgement.ts';
import { VerdictBadge } from '../../components/verdict-mark.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './judgement.module.css';
import type { Judgement } from './use-judgement.ts';

const keyOf = { pass: 'P', fail: 'F' } as const;

interface Props {
  readonly judgement: Judgement;
  /** False: the picture is not on the screen yet, and nobody judges what they have not seen. */
  readonly ready: boolean;
  /** Whether the keys work here, so that they are shown. */
  readonly keys: boolean;
}

/** Why, a remark, and the verdict: made for gloves, the keys beside each. */
export function JudgementForm({ judgement, ready, keys }: Props): ReactNode {
  const { t } = useText();
  const { reason, comment, saving } = judgement;
  return (
    <div className={classes['form']}>
      <fieldset className={classes['reasons']} aria-label={t('review.reason')}>
        {rejudgementReasons.map((code, index) => (
          <button
            key={code}
            type="button"
            className={classes['reason']}
            aria-pressed={reason === code}
            disabled={!judgement.possible(code)}
            onClick={() => judgement.setReason(reason === code ? null : code)}
            data-testid={testIds.reviewReason}
            data-reason={code}
          >
            {keys && <kbd className={classes['kbd']}>{index + 1}</kbd>}
            <span>{t(`rejudgementReason.${code}`)}</span>
          </button>
        ))}
      </fieldset>
      <TextInput
        aria-label={t('review.comment')}
        placeholder={t('review.comment')}
        maxLength={500}
        value={comment}
        onChange={(event) => judgement.setComment(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
        }}
        data-testid={testIds.reviewComment}
      />
      <div className={classes['verdicts']}>
        {rejudgedVerdictSchema.options.map((verdict) => (
          <button
            key={verdict}
            type="button"
            className={classes['verdict']}
            disabled={!ready || saving || !judgement.fits(verdict)}
            onClick={() => judgement.judge(verdict)}
            data-testid={verdict === 'pass' ? testIds.reviewPass : testIds.reviewFail}
          >
            <VerdictBadge tone={verdict} size={30} />
            {t(`verdictName.${verdict}`)}
            {keys && <kbd className={classes['kbd']}>{keyOf[verdict]}</kbd>}
          </button>
        ))}
      </div>
    </div>
  );
}
