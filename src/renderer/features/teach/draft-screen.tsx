import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useParams } from 'wouter';
import type { OpenedDraft } from '#shared/contract/draft.ts';
import { failureOf } from '../../client/failure.ts';
import { Empty } from '../../components/empty.tsx';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { PicturesStep } from './pictures/pictures-step.tsx';
import { RegionStep } from './region/region-step.tsx';
import { SaveStep } from './save-step.tsx';
import { StepRail } from './step-rail.tsx';
import { isStep, type Step } from './steps.ts';
import { TeachStep } from './teach-step.tsx';
import { ForEngineers } from './teach-screen.tsx';
import classes from './teach.module.css';
import { ThresholdStep } from './threshold/threshold-step.tsx';
import { useThresholdChoice } from './threshold/threshold-choice.ts';
import { TryStep } from './try/try-step.tsx';
import { useDraft } from './use-draft.ts';

/** One draft, step by step. The address says which step, so that it is found again. */
export function DraftScreen(): ReactNode {
  const params = useParams<{ id: string; step?: string }>();
  return (
    <ForEngineers>
      <Opened key={params.id} id={params.id} step={isStep(params.step) ? params.step : 'pictures'} />
    </ForEngineers>
  );
}

function Opened({ id, step }: { readonly id: string; readonly step: Step }): ReactNode {
  const { t } = useText();
  const query = useDraft(id);
  if (query.data !== undefined) return <Steps draft={query.data} step={step} />;
  if (!query.isError) return <Skeleton m={20} height={500} />;
  const { code } = failureOf(query.error);
  return (
    <Empty title={t('teach.unread')} text={code === 'NOT_FOUND' ? t('teach.gone') : t(`error.${code}`)}>
      <Button size="lg" component={Link} href="/teach">
        {t('teach.toList')}
      </Button>
    </Empty>
  );
}

function Steps({ draft, step }: { readonly draft: OpenedDraft; readonly step: Step }): ReactNode {
  const choice = useThresholdChoice(draft);
  return (
    <div className={classes['page']} data-testid={testIds.draft} data-draft={draft.id} data-step={step}>
      <StepRail draft={draft} step={step} />
      <div className={classes['step']}>{stepContent()}</div>
    </div>
  );

  function stepContent(): ReactNode {
    switch (step) {
      case 'pictures':
        return <PicturesStep draft={draft} />;
      case 'region':
        return <RegionStep draft={draft} />;
      case 'teach':
        return <TeachStep draft={draft} />;
      case 'threshold':
        return <ThresholdStep draft={draft} choice={choice} />;
      case 'try':
        return <TryStep draft={draft} choice={choice} />;
      case 'save':
        return <SaveStep draft={draft} choice={choice} />;
    }
  }
}
