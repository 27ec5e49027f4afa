import { IconTrash } from '@tabler/icons-react';
import { ActionIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ReportJob } from '#shared/contract/reports.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { useScopeText } from './scope-text.ts';
import classes from './reports.module.css';

interface Props {
  readonly jobs: readonly ReportJob[];
  readonly opened: string | null;
  readonly onOpen: (id: string) => void;
  readonly onRemove: (id: string) => void;
}

/** Reports of the last day: made by anybody on this station, opened again by a tap. */
export function KeptReports({ jobs, opened, onOpen, onRemove }: Props): ReactNode {
  const { t, format } = useText();
  const scopeText = useScopeText();
  if (jobs.length === 0) return null;
  return (
    <section className={classes['kept']}>
      <h2>{t('reports.kept')}</h2>
      <ul>
        {jobs.map((job) => (
          <li key={job.id} data-opened={job.id === opened || undefined}>
            <button
              type="button"
              className={classes['keptItem']}
              onClick={() => onOpen(job.id)}
              aria-pressed={job.id === opened}
              data-testid={testIds.reportItem}
              data-state={job.state}
            >
              <strong>{scopeText(job.scope)}</strong>
              <span>
                {format.shortTime(job.createdAtUtc)} · {job.by} · {t(`reports.state.${job.state}`)}
              </span>
            </button>
            <ActionIcon aria-label={t('reports.remove')} variant="subtle" color="gray" onClick={() => onRemove(job.id)}>
              <IconTrash size={20} />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </section>
  );
}
