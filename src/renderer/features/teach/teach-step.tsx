import { Button, Progress } from '@mantine/core';
import { IconAlertTriangle, IconArrowRight, IconCheck, IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { DraftJob, OpenedDraft } from '#shared/contract/draft.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { LookingChoice } from './looking-choice.tsx';
import { MethodLine } from './method-choice.tsx';
import { ModelFacts } from './model-facts.tsx';
import { isEnough, leastGood, stepAddress } from './steps.ts';
import classes from './teach.module.css';
import { useLeft } from './time-left.ts';
import { isActive, useDraftActs } from './use-draft.ts';

/** Shares of good parts that people accept to lose, each as one part of so many. */
const oneOf = ['20', '50', '100', '1000'] as const;
const teachingSteps = {
  anomaly: ['decode', 'features', 'validate', 'select', 'compile', 'self-test'],
  reference: ['copies', 'compare', 'compare-bad', 'self-test'],
} as const;

/** Third step: how strict, then teach; it goes on when the page is left. */
export function TeachStep({ draft }: { readonly draft: OpenedDraft }): ReactNode {
  const { t } = useText();
  const { change, teach } = useDraftActs(draft.id);
  const { job, taught, counts } = draft;
  const teaching = job !== null && job.kind === 'teach' && isActive(job);
  const adding = job !== null && job.kind === 'add' && isActive(job);
  const enough = isEnough(draft);
  const compares = draft.method === 'reference';
  const copied = compares && counts.good < leastGood;
  return (
    <div className={classes['columns']}>
      <section className={classes['column']}>
        {teaching && <Teaching job={job} draft={draft} />}
        <MethodLine draft={draft} disabled={teaching} />
        <h2>{t('teach.rate.title')}</h2>
        <p className={classes['quiet']}>{t(copied ? 'teach.reference.rateText' : 'teach.rate.text', { least: leastGood })}</p>
        <div className={classes['rates']} role="radiogroup" aria-label={t('teach.rate.title')}>
          {oneOf.map((parts) => {
            const rate = 1 / Number(parts);
            const on = Math.abs(draft.falseRejectRate - rate) < 1e-6;
            return (
              <button
                key={parts}
                type="button"
                role="radio"
                aria-checked={on}
                className={classes['rate']}
                disabled={teaching}
                onClick={() => !on && change({ falseRejectRate: rate })}
                data-testid={testIds.falseRejectRate}
              >
                <strong>{t('teach.rate.oneOf', { parts })}</strong>
                <span>{t(`teach.rate.meaning.${parts}`)}</span>
              </button>
            );
          })}
        </div>
        {!compares && <LookingChoice draft={draft} disabled={teaching} />}
        {!teaching && (
          <div className={classes['start']}>
            <Button
              size="lg"
              fullWidth
              variant={taught === null || taught.outdated ? 'filled' : 'default'}
              leftSection={taught === null ? <IconPlayerPlay size={22} /> : <IconRefresh size={22} />}
              disabled={!enough || adding}
              onClick={teach}
              data-testid={testIds.teachStart}
            >
              {taught === null ? t('teach.start') : t('teach.again')}
            </Button>
            {!enough && (
              <p className={classes['why']}>
                {compares ? t('teach.reference.none') : t('teach.tooFew', { least: leastGood })}{' '}
                <Link href={stepAddress(draft.id, 'pictures')}>{t('teach.toPictures')}</Link>
              </p>
            )}
            {adding && <p className={classes['why']}>{t('teach.waitForAdding')}</p>}
            {job !== null && job.kind === 'teach' && job.failure !== null && (
              <p className={classes['why']} role="alert">
                <IconAlertTriangle size={20} aria-hidden />
                <span>
                  {t(`teach.failure.${job.failure.code}`)}
                  {job.failure.detail !== null && <span className={classes['quiet']}> {job.failure.detail}</span>}
                </span>
              </p>
            )}
            {job !== null && job.kind === 'teach' && job.state === 'cancelled' && (
              <p className={classes['why']} role="status" data-testid={testIds.teachCancelled}>
                {t('teach.cancelled')}
              </p>
            )}
          </div>
        )}
      </section>
      <section className={classes['column']} data-wide>
        {taught === null ? (
          <div className={classes['waitingCard']}>
            <h2>{t('teach.model.noneTitle')}</h2>
            <p>{t(compares ? 'teach.reference.modelNone' : 'teach.model.noneText')}</p>
          </div>
        ) : (
          <>
            <h2 data-testid={testIds.taught} data-outdated={taught.outdated || undefined}>
              {t('teach.model.title')}
            </h2>
            {taught.outdated && <p className={classes['outdated']}>{t('teach.outdated')}</p>}
            <ModelFacts draft={draft} taught={taught} />
            <div className={classes['onward']}>
              <Button
                size="lg"
                variant={taught.outdated ? 'default' : 'filled'}
                component={Link}
                href={stepAddress(draft.id, 'threshold')}
                rightSection={<IconArrowRight size={22} />}
                data-testid={testIds.nextStep}
              >
                {t('teach.next.threshold')}
              </Button>
            </div>
          </>
        )}
      </section>
    </div>
  );
}

/** The start stands below the choices, what begins then above them. */
const intoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

/** Teaching as it goes: what is done, what is left, how long, and the way out. */
function Teaching({ job, draft }: { readonly job: DraftJob; readonly draft: OpenedDraft }): ReactNode {
  const { t, format } = useText();
  const left = useLeft();
  const { cancel } = useDraftActs(draft.id);
  const plan = teachingSteps[draft.method].filter(
    (step) => !(step === 'compare' && draft.counts.good === 0) && !(step === 'compare-bad' && draft.counts.bad === 0),
  );
  const current = plan.findIndex((step) => step === job.step);
  return (
    <div ref={intoView} className={classes['teaching']} role="status" data-testid={testIds.teaching}>
      <strong>
        {job.state === 'waiting' ? t('teach.waiting') : t('teach.state.teaching')}
        <span>{left(job.secondsLeft)}</span>
      </strong>
      <Progress value={100 * job.share} size="xl" aria-label={t('teach.state.teaching')} transitionDuration={300} />
      <ol className={classes['teachingSteps']}>
        {plan.map((step, index) => (
          <li key={step} data-state={index < current ? 'done' : index === current ? 'now' : 'later'}>
            <span>{index < current ? <IconCheck size={18} stroke={2.4} aria-label={t('teach.stepDone')} /> : null}</span>
            {t(`teach.progress.${step}`)}
            {index === current && job.total > 1 && (
              <span className={classes['quiet']}>
                {t('teach.ofTotal', { done: format.count(job.done), total: format.count(job.total) })}
              </span>
            )}
          </li>
        ))}
      </ol>
      <p className={classes['quiet']}>{t('teach.background')}</p>
      <Button variant="default" onClick={cancel} data-testid={testIds.teachCancel}>
        {t('common.cancel')}
      </Button>
    </div>
  );
}
