import { Button, Progress } from '@mantine/core';
import { IconAlertTriangle, IconFolderDown } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { OpenedDraft } from '#shared/contract/draft.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { useLeft } from '../time-left.ts';
import { isActive, useDraftActs } from '../use-draft.ts';
import classes from './pictures.module.css';

/** Pictures that the station takes in from a folder or its camera: how far, how long, and the way out. */
export function AddJobBar({ draft }: { readonly draft: OpenedDraft }): ReactNode {
  const { t, format } = useText();
  const left = useLeft();
  const { cancel } = useDraftActs(draft.id);
  const [seen, setSeen] = useState<string | null>(null);
  const { job } = draft;
  if (job === null || job.kind !== 'add') return null;
  if (isActive(job)) {
    const { done, total } = job;
    return (
      <div className={classes['notice']} role="status" data-testid={testIds.addJob}>
        <IconFolderDown size={22} aria-hidden />
        <span className={classes['noticeText']}>
          <strong>
            {total > 0
              ? t('teach.adding.ofTotal', { done: format.count(done), total: format.count(total) })
              : t('teach.state.adding')}{' '}
            {left(job.secondsLeft)}
          </strong>
          <Progress value={100 * job.share} size="md" aria-label={t('teach.state.adding')} />
        </span>
        <Button variant="default" onClick={cancel}>
          {t('common.cancel')}
        </Button>
      </div>
    );
  }
  if (job.failure === null || seen === job.startedAtUtc) return null;
  return (
    <div className={classes['notice']} role="alert">
      <IconAlertTriangle size={22} aria-hidden />
      <span className={classes['noticeText']}>
        <strong>{t(`teach.failure.${job.failure.code}`)}</strong>
        {job.failure.detail !== null && <span>{job.failure.detail}</span>}
      </span>
      <Button variant="default" onClick={() => setSeen(job.startedAtUtc)}>
        {t('common.close')}
      </Button>
    </div>
  );
}
