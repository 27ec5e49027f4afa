import type { ReactNode } from 'react';
import type { PartReport, PartSummary } from '#shared/domain/inspection.ts';
import { VerdictMark } from '../../components/verdict-mark.tsx';
import { testIds } from '../../test-ids.ts';
import { absent } from '../../text/format.ts';
import { useText } from '../../text/use-text.ts';
import { Resemblances } from '../records/resemblances.tsx';
import { reasonSentence } from '../run/reason-sentence.ts';
import { JudgementForm } from './judgement-form.tsx';
import { RejudgementList } from './rejudged-badge.tsx';
import classes from './review.module.css';
import type { Judgement } from './use-judgement.ts';

interface Props {
  readonly part: PartSummary;
  /** Null until it is there. */
  readonly report: PartReport | null;
  /** Its picture is on the screen. */
  readonly ready: boolean;
  readonly judgement: Judgement;
}

/** What the station said of the part, and what the person says now. */
export function ReviewPanel({ part, report, ready, judgement }: Props): ReactNode {
  const { t, format } = useText();
  const reviewFrom = report?.tools[0]?.reviewThreshold ?? null;
  const facts = [
    [
      t('part.score'),
      t('part.scoreOfThreshold', {
        score: format.scoreBeside(part.score, part.threshold),
        threshold: format.score(part.threshold),
      }),
    ],
    ...(reviewFrom === null ? [] : [[t('part.reviewFrom'), format.score(reviewFrom)] as const]),
    [t('part.product'), part.productName ?? absent],
    [t('part.lot'), part.lot ?? absent],
    [t('part.serial'), part.serial ?? absent],
    [t('part.judged'), format.dateTime(part.judgedAtUtc)],
  ] as const;
  return (
    <aside
      className={classes['panel']}
      aria-label={t('review.panel')}
      data-testid={testIds.reviewPanel}
      data-part={part.id}
      data-ready={ready}
    >
      <header className={classes['header']} data-tone={part.verdict}>
        <VerdictMark tone={part.verdict} size={28} />
        <span className={classes['word']}>{t(`verdict.${part.verdict}`)}</span>
        <span className={classes['number']}>{t('part.title', { number: format.count(part.number) })}</span>
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls where it does not fit: by keyboard too */}
      <section className={classes['told']} aria-label={t('part.title', { number: format.count(part.number) })} tabIndex={0}>
        <p className={classes['sentence']}>{reasonSentence(part, t, format)}</p>
        {report !== null && <Resemblances key={report.id} report={report} brief />}
        <dl className={classes['facts']}>
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {part.rejudgement !== null && <RejudgementList rejudgements={[part.rejudgement]} />}
      </section>
      <div className={classes['form']}>
        <JudgementForm judgement={judgement} ready={ready} keys />
      </div>
    </aside>
  );
}
