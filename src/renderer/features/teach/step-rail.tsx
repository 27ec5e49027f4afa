import { ActionIcon, Progress, TextInput, UnstyledButton } from '@mantine/core';
import { IconArrowLeft, IconCheck, IconPencil } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { OpenedDraft } from '#shared/contract/draft.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { isDone, type Step, stepAddress, steps } from './steps.ts';
import classes from './teach.module.css';
import { useLeft } from './time-left.ts';
import { isActive, useDraftActs } from './use-draft.ts';

/** The name of what is taught, the steps with what is done of them, and the work that goes on. */
export function StepRail({ draft, step }: { readonly draft: OpenedDraft; readonly step: Step }): ReactNode {
  const { t } = useText();
  return (
    <header className={classes['rail']}>
      <ActionIcon component={Link} href="/teach" variant="subtle" color="gray" aria-label={t('teach.toList')}>
        <IconArrowLeft size={24} />
      </ActionIcon>
      <Name draft={draft} />
      <nav aria-label={t('teach.steps')}>
        <ol className={classes['steps']}>
          {steps.map((one, index) => {
            const done = isDone(draft, one);
            return (
              <li key={one}>
                <Link
                  href={stepAddress(draft.id, one)}
                  className={classes['stepLink']}
                  aria-current={one === step ? 'step' : undefined}
                  data-testid={testIds.teachStep}
                  data-step={one}
                  data-done={done || undefined}
                >
                  <span className={classes['stepNumber']}>
                    {done ? <IconCheck size={16} stroke={2.6} aria-label={t('teach.stepDone')} /> : index + 1}
                  </span>
                  {t(`teach.step.${one}`)}
                </Link>
              </li>
            );
          })}
        </ol>
      </nav>
      <RailJob draft={draft} step={step} />
    </header>
  );
}

/** Work that goes on while another step is looked at. */
function RailJob({ draft, step }: { readonly draft: OpenedDraft; readonly step: Step }): ReactNode {
  const { t } = useText();
  const left = useLeft();
  const { job } = draft;
  const at = job?.kind === 'teach' ? 'teach' : 'pictures';
  if (job === null || !isActive(job) || at === step) return null;
  const teaches = job.kind === 'teach';
  const label = t(teaches ? 'teach.state.teaching' : 'teach.state.adding');
  return (
    <Link href={stepAddress(draft.id, at)} className={classes['railJob']}>
      <span>
        {label} {left(job.secondsLeft)}
      </span>
      <Progress value={100 * job.share} size="md" aria-label={label} />
    </Link>
  );
}

function Name({ draft }: { readonly draft: OpenedDraft }): ReactNode {
  const { t } = useText();
  const { change } = useDraftActs(draft.id);
  const [editing, setEditing] = useState<string | null>(null);
  const end = (save: boolean): void => {
    const name = editing?.trim() ?? '';
    setEditing(null);
    if (save && name !== '' && name !== draft.name) change({ name });
  };
  if (editing === null) {
    return (
      <UnstyledButton className={classes['railName']} title={t('teach.rename')} onClick={() => setEditing(draft.name)}>
        <strong>{draft.name}</strong>
        <IconPencil size={16} aria-hidden />
      </UnstyledButton>
    );
  }
  return (
    <TextInput
      className={classes['railEdit'] ?? ''}
      aria-label={t('teach.name')}
      maxLength={80}
      autoFocus
      value={editing}
      onChange={(event) => setEditing(event.currentTarget.value)}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') end(true);
        if (event.key === 'Escape') end(false);
      }}
    />
  );
}
