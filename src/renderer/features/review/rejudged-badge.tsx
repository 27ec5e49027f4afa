import type { ReactNode } from 'react';
import type { Rejudgement } from '#shared/domain/rejudgement.ts';
import { VerdictBadge } from '../../components/verdict-mark.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './judgement.module.css';

/** What a person made of it, short: stands beside the verdict of the station. */
export function RejudgedBadge({ rejudgement }: { readonly rejudgement: Rejudgement }): ReactNode {
  const { t } = useText();
  const text = t('review.rejudged', { verdict: t(`verdictName.${rejudgement.verdict}`), name: rejudgement.by });
  return (
    <span className={classes['badge']} title={text} data-testid={testIds.rejudged} data-verdict={rejudgement.verdict}>
      <VerdictBadge tone={rejudgement.verdict} size={18} />
      <span aria-hidden>{t('review.rejudgedShort')}</span>
      <span className="visuallyHidden">{text}</span>
    </span>
  );
}

/** All that was said of a part, newest first: that one holds. */
export function RejudgementList({ rejudgements }: { readonly rejudgements: readonly Rejudgement[] }): ReactNode {
  const { t, format } = useText();
  return (
    <ol className={classes['said']}>
      {rejudgements.map((said, index) => (
        <li key={`${said.atUtc} ${said.by}`} data-past={index > 0 || undefined}>
          <VerdictBadge tone={said.verdict} size={22} />
          <span>
            <strong>{t(`verdictName.${said.verdict}`)}</strong> · {t(`rejudgementReason.${said.reason}`)}
            {said.comment !== null && <q>{said.comment}</q>}
            <span className={classes['quiet']}>
              {said.by} · {format.dateTime(said.atUtc)}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}
