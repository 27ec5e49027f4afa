import { Button, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ReportJob } from '#shared/contract/reports.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './reports.module.css';

/** A report that is being made: which step, how far, and the way out. It goes on when this screen is left. */
export function ReportProgress({ job, onCancel }: { readonly job: ReportJob; readonly onCancel: () => void }): ReactNode {
  const { t, format } = useText();
  const { step, done, total } = job;
  const title = step === null || job.state === 'waiting' ? t('reports.waiting') : t(`reports.step.${step}`);
  return (
    <div className={classes['progress']} role="status" data-testid={testIds.reportProgress}>
      <h2>{title}</h2>
      <Progress value={total === 0 ? 0 : (100 * done) / total} size="lg" aria-label={title} transitionDuration={200} />
      <p>{total > 1 ? t('reports.ofTotal', { done: format.count(done), total: format.count(total) }) : ' '}</p>
      <p className={classes['quiet']}>{t('reports.background')}</p>
      <Button variant="default" onClick={onCancel} data-testid={testIds.reportCancel}>
        {t('common.cancel')}
      </Button>
    </div>
  );
}
