import { Button, NumberInput, Switch } from '@mantine/core';
import { IconArrowRight, IconWand } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { highestThreshold, type OpenedDraft } from '#shared/contract/draft.ts';
import { evidenceAt } from '#shared/domain/threshold-evidence.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { NotTaught, OutdatedNotice } from '../not-taught.tsx';
import { stepAddress } from '../steps.ts';
import { JudgedLook } from '../try/judged-look.tsx';
import { NearLine } from './near-line.tsx';
import { nearestToLine } from './nearest.ts';
import { PromiseCard, RatesCard } from './rates-card.tsx';
import { ScoreChart } from './score-chart.tsx';
import { lowestThreshold, type PlotPoint } from './score-plot.ts';
import type { ThresholdChoice } from './threshold-choice.ts';
import classes from './threshold.module.css';

interface Props {
  readonly draft: OpenedDraft;
  readonly choice: ThresholdChoice;
}

/** Fourth step: where the product should fail, on evidence. */
export function ThresholdStep({ draft, choice }: Props): ReactNode {
  const { t, format } = useText();
  const [looked, setLooked] = useState<string | null>(null);
  const points = useMemo(() => scoredPictures(draft), [draft]);
  const { threshold, review } = choice;
  const { taught } = draft;
  const evidence = useMemo(() => {
    const scores = (bad: boolean): number[] => points.filter((point) => point.bad === bad).map(({ score }) => score);
    return evidenceAt(scores(false), scores(true), threshold);
  }, [points, threshold]);
  const near = useMemo(() => nearestToLine(points, threshold, 5), [points, threshold]);
  if (taught === null) return <NotTaught draft={draft} />;
  const good = points.filter(({ bad }) => !bad).length;
  const bad = points.length - good;
  const learnt = taught.method === 'anomaly';
  const checked = good > 0;
  return (
    <div className={classes['page']}>
      <OutdatedNotice draft={draft} />
      <div className={classes['work']}>
        <section className={classes['main']}>
          <header className={classes['head']}>
            <div>
              <h2>{t('teach.threshold.title', { name: draft.name })}</h2>
              <p className={classes['quiet']}>
                {learnt
                  ? t('teach.threshold.text')
                  : t(checked ? 'teach.reference.thresholdText' : 'teach.reference.thresholdAlone')}
              </p>
            </div>
            <NumberInput
              aria-label={t('teach.threshold.line')}
              className={classes['field'] ?? ''}
              min={lowestThreshold}
              max={highestThreshold}
              step={0.01}
              decimalScale={3}
              hideControls={false}
              value={threshold}
              onChange={(value) => typeof value === 'number' && choice.setThreshold(value)}
              data-testid={testIds.thresholdField}
            />
            <Button
              variant="default"
              leftSection={<IconWand size={20} />}
              disabled={choice.automatic}
              onClick={choice.reset}
              data-testid={testIds.thresholdAutomatic}
            >
              {t('teach.threshold.automatic')}
            </Button>
          </header>
          <div className={classes['legend']}>
            <span data-kind="good">
              <i /> {t('teach.threshold.goodParts', { count: good, formatted: format.count(good) })}
            </span>
            {bad > 0 ? (
              <span data-kind="bad">
                <i>✕</i> {t('teach.threshold.badParts', { count: bad, formatted: format.count(bad) })}
              </span>
            ) : (
              <span className={classes['quiet']}>{t('teach.threshold.noBadParts')}</span>
            )}
            <span data-kind="wrong">
              <i /> {t('teach.threshold.wrong')}
            </span>
          </div>
          <ScoreChart draftId={draft.id} points={points} choice={choice} onLook={setLooked} />
        </section>
        <aside className={classes['side']}>
          <div className={classes['card']}>
            <RatesCard evidence={evidence} />
          </div>
          <div className={classes['card']}>
            <PromiseCard evidence={evidence} />
          </div>
          <div className={classes['card']}>
            <Switch
              size="md"
              label={t('teach.threshold.reviewOn')}
              description={t('teach.threshold.reviewText')}
              checked={review !== null}
              onChange={(event) => choice.setReview(event.currentTarget.checked ? firstReview(threshold) : null)}
              data-testid={testIds.reviewSwitch}
            />
          </div>
          <Button
            size="lg"
            fullWidth
            className={classes['next'] ?? ''}
            component={Link}
            href={stepAddress(draft.id, 'try')}
            rightSection={<IconArrowRight size={22} />}
            data-testid={testIds.nextStep}
          >
            {t('teach.threshold.use', { threshold: format.score(threshold) })}
          </Button>
        </aside>
      </div>
      <NearLine draft={draft} near={near} onLook={setLooked} />
      <JudgedLook draft={draft} choice={choice} looked={looked} points={points} onLook={setLooked} />
    </div>
  );
}

/** A first place for the second line: halfway between the good parts and the threshold, nearer the threshold. */
const firstReview = (threshold: number): number => Math.round(100 * (0.25 + 0.7 * (threshold - 0.25))) / 100;

/** Pictures in use that have a score, in the order of their scores. */
function scoredPictures({ pictures }: OpenedDraft): PlotPoint[] {
  return pictures
    .flatMap(({ id, score, label }) => (score === null || label === 'unused' ? [] : [{ id, score, bad: label === 'bad' }]))
    .toSorted((a, b) => a.score - b.score);
}
