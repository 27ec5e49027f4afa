import type { ReactNode } from 'react';
import type { OpenedDraft, Taught } from '#shared/contract/draft.ts';
import { CopyText } from '../../components/copy-text.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { actorName } from '../settings/audit/audit-sentence.ts';
import { KindsFact } from './kinds-fact.tsx';
import { closerOf, judgesOf, type ModelCardView, readCard } from './model-card.ts';
import { advisedGood, leastGood } from './steps.ts';
import classes from './teach.module.css';

/** Judges that have words of their own; others go by their name. */
const knownJudges = ['r16', 'r16c', 'g8', 'd16', 'd16c', 'own', 'ownc', 'ownc0', 'ownc1', 'ownp'] as const;
type KnownJudge = (typeof knownJudges)[number];
type Text = ReturnType<typeof useText>;
const isKnown = (name: string): name is KnownJudge => knownJudges.some((known) => known === name);

/** Of fewer pixels than this at the model's resolution a defect may be missed. */
const leastDefectPx = 4;

/** From so many turned parts on it is worth saying why they are not brought upright. */
const manyTurned = 0.25;

/** How the parts lie, and what follows from it; null for models that do not tell. */
function lyingText({ scoring }: ModelCardView, t: Text['t'], format: Text['format']): string | null {
  const { turning, evidence } = scoring ?? {};
  const percent = (share: number) => `${format.count(100 * share)} %`;
  if (turning?.upright) {
    return t('teach.model.upright', { turned: percent(turning.turned), followed: percent(turning.followed) });
  }
  if (turning !== undefined && turning.turned >= manyTurned) return t('teach.model.noDirection');
  if (evidence === undefined) return null;
  return evidence.positionVariance < 0.35 ? t('teach.model.still') : t('teach.model.loose');
}

/** From when the closer look speaks, and why from there; null for models that do not look closer. */
function closerText(card: ModelCardView, t: Text['t'], format: Text['format']): string | null {
  const closer = closerOf(card);
  if (closer === null) return null;
  const known = `${format.count(Math.round(100 * closer.known))} %`;
  return closer.deviations === null
    ? t('teach.model.closerFromMean', { known })
    : t('teach.model.closerAbove', { known, deviations: format.decimal(closer.deviations, 1) });
}

/** What the model saw, how it judges, and what it cannot do, in words. */
export function ModelFacts({ draft, taught }: { readonly draft: OpenedDraft; readonly taught: Taught }): ReactNode {
  const { t, format } = useText();
  const card = readCard(taught.card);
  const judges = judgesOf(card);
  const { good, bad } = taught;
  const widest = Math.max(0, ...draft.pictures.map(({ width }) => width ?? 0));
  const scale = card.input === undefined || widest === 0 ? null : Math.max(1, widest / card.input.width);
  const lying = lyingText(card, t, format);
  const closer = closerText(card, t, format);
  const limits =
    taught.method === 'reference'
      ? [
          t('teach.reference.limitAll'),
          t('teach.reference.limitPlace'),
          t('teach.reference.limitTime'),
          ...(good < leastGood ? [t('teach.reference.limitFew', { least: leastGood })] : []),
          ...(bad === 0 ? [t('teach.model.limitNoBad')] : []),
        ]
      : [
          t('teach.model.limitSeen', { count: good, formatted: format.count(good) }),
          ...(scale === null ? [] : [t('teach.model.limitSmall', { px: format.count(Math.ceil(scale * leastDefectPx)) })]),
          ...(good < advisedGood.from ? [t('teach.model.limitFew', { from: advisedGood.from })] : []),
          ...(bad === 0 ? [t('teach.model.limitNoBad')] : []),
        ];
  return (
    <div className={classes['facts']} data-testid={testIds.modelFacts}>
      <p className={classes['quiet']} data-testid={testIds.taughtBy}>
        {taught.taughtBy === null
          ? format.dateTime(taught.taughtAtUtc)
          : t('teach.model.by', { name: actorName(taught.taughtBy, t), time: format.dateTime(taught.taughtAtUtc) })}
      </p>
      <dl className={classes['figures']}>
        <div>
          <dt>{t('teach.model.good')}</dt>
          <dd>{format.count(good)}</dd>
        </div>
        <div>
          <dt>{t('teach.model.bad')}</dt>
          <dd>{format.count(bad)}</dd>
        </div>
        <div>
          <dt>{t('teach.model.took')}</dt>
          <dd>{format.duration(taught.seconds * 1000)}</dd>
        </div>
        {card.input !== undefined && (
          <div>
            <dt>{t('teach.model.seenAt')}</dt>
            <dd>
              {card.input.width} × {card.input.height}
            </dd>
          </div>
        )}
      </dl>
      {judges.length > 0 && (
        <section>
          <h3>{t('teach.model.judges')}</h3>
          <ul className={classes['judges']}>
            {judges.map(({ name, share }) => (
              <li key={name}>
                <span className={classes['judgeName']}>
                  {isKnown(name) ? t(`teach.model.judge.${name}`) : name}
                  <strong>{format.count(100 * share)} %</strong>
                </span>
                <span className={classes['judgeTrack']}>
                  <span style={{ width: `${100 * share}%` }} />
                </span>
              </li>
            ))}
          </ul>
          {card.scoring?.labelled !== undefined && (
            <p className={classes['quiet']}>
              {card.scoring.labelled.kept
                ? t('teach.model.learntBad', { share: `${format.count(100 * card.scoring.labelled.share)} %` })
                : t('teach.model.notLearntBad')}
            </p>
          )}
          {closer !== null && (
            <p className={classes['quiet']} data-testid={testIds.closerFact}>
              {closer}
            </p>
          )}
          {lying !== null && <p className={classes['quiet']}>{lying}</p>}
        </section>
      )}
      <KindsFact card={card} />
      <section>
        <h3>{t('teach.model.limits')}</h3>
        <ul className={classes['limits']}>
          {limits.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </section>
      <details className={classes['details']}>
        <summary>{t('common.details')}</summary>
        <p>{card.method}</p>
        {card.backbone && <p>{t('teach.model.backbone', card.backbone)}</p>}
        <p>{card.threshold?.method}</p>
        {card.limits?.map((limit) => (
          <p key={limit}>{limit}</p>
        ))}
        <CopyText text={taught.modelSha256} />
      </details>
    </div>
  );
}
