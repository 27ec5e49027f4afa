import { Button, Progress } from '@mantine/core';
import { IconAlertTriangle, IconUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { failureOf } from '../../../client/failure.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import classes from './pictures.module.css';
import { countUploads } from './upload-queue.ts';
import { uploadsOf, useUploads } from './uploads.ts';

/** How far the files on their way are, what was refused and why. Nothing while there is nothing to tell. */
export function UploadBar({ draftId }: { readonly draftId: string }): ReactNode {
  const { t, format } = useText();
  const uploads = useUploads(draftId);
  const queue = uploadsOf(draftId);
  const { total, arrived, failed, active, bytes, bytesArrived } = countUploads(uploads);
  if (total === 0 || (!active && failed === 0)) return null;
  const refused = uploads.filter(({ state }) => state === 'failed');
  return (
    <div className={classes['notice']} role="status" data-testid={testIds.uploads}>
      {active ? <IconUpload size={22} aria-hidden /> : <IconAlertTriangle size={22} aria-hidden />}
      <span className={classes['noticeText']}>
        <strong>
          {active
            ? t('teach.upload.sending', { done: format.count(arrived), total: format.count(total) })
            : t('teach.upload.refused', { count: failed, formatted: format.count(failed) })}
        </strong>
        {active ? (
          <Progress value={bytes === 0 ? 0 : (100 * bytesArrived) / bytes} size="md" aria-label={t('teach.upload.progress')} />
        ) : (
          <ul className={classes['refused']}>
            {refused.slice(0, 4).map(({ key, file, error }) => (
              <li key={key}>
                {file.name}: {t(`error.${failureOf(error).code}`)}
              </li>
            ))}
            {refused.length > 4 && <li>{t('teach.upload.more', { formatted: format.count(refused.length - 4) })}</li>}
          </ul>
        )}
      </span>
      {active ? (
        <Button variant="default" onClick={queue.cancel} data-testid={testIds.uploadCancel}>
          {t('common.cancel')}
        </Button>
      ) : (
        <>
          <Button variant="default" onClick={queue.retry}>
            {t('common.retry')}
          </Button>
          <Button variant="default" onClick={queue.clear}>
            {t('common.close')}
          </Button>
        </>
      )}
    </div>
  );
}
