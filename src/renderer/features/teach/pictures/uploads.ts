import { useSyncExternalStore } from 'react';
import type { FolderLabel } from '#shared/domain/folder-labels.ts';
import { api } from '../../../client/api.ts';
import { failureOf } from '../../../client/failure.ts';
import { refreshDraft } from '../use-draft.ts';
import { createUploadQueue, type Upload, type UploadQueue } from './upload-queue.ts';

/** What has arrived is read at most so often. */
const readEveryMs = 700;

const queues = new Map<string, UploadQueue<FolderLabel>>();

/** The files on their way to a draft: one queue a draft for as long as the page lives, whatever screen is looked at. */
export function uploadsOf(draftId: string): UploadQueue<FolderLabel> {
  const known = queues.get(draftId);
  if (known !== undefined) return known;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const queue = createUploadQueue<FolderLabel>({
    send: (picture, { label, defect }, signal) =>
      api.teach.addPicture({ id: draftId, picture, label, ...(defect === null ? {} : { defect }) }, { signal }),
    isBusy: (error) => ['BUSY', 'UNREACHABLE'].includes(failureOf(error).code),
    onArrived: () => {
      timer ??= setTimeout(() => {
        timer = null;
        void refreshDraft(draftId);
      }, readEveryMs);
    },
  });
  queues.set(draftId, queue);
  window.addEventListener('beforeunload', (event) => {
    if (queue.list().some(({ state }) => state === 'waiting' || state === 'sending')) event.preventDefault();
  });
  return queue;
}

export function useUploads(draftId: string): readonly Upload<FolderLabel>[] {
  const queue = uploadsOf(draftId);
  return useSyncExternalStore(queue.subscribe, queue.list);
}
