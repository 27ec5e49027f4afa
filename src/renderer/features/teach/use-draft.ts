import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Draft, OpenedDraft, PictureLabel } from '#shared/contract/draft.ts';
import { api } from '../../client/api.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';
import { useActs } from '../session/act-context.ts';

export const isActive = (job: Draft['job']): boolean => job?.state === 'waiting' || job?.state === 'running';

/** Pictures are looked at a moment after they have arrived: their size is known then. */
const isBeingLookedAt = ({ pictures }: OpenedDraft): boolean =>
  pictures.some(({ width, findings }) => width === null && findings.length === 0);

/** A draft with its pictures, read again for as long as the station works on it. */
export function useDraft(id: string): UseQueryResult<OpenedDraft> {
  return useQuery({
    queryKey: queryKeys.draft(id),
    queryFn: () => api.teach.get({ id }),
    staleTime: 1_000,
    refetchInterval: ({ state: { data } }) =>
      data === undefined ? false : isActive(data.job) ? 600 : isBeingLookedAt(data) ? 1_200 : false,
  });
}

export function takeDraft(draft: OpenedDraft): void {
  queryClient.setQueryData(queryKeys.draft(draft.id), draft);
  void queryClient.invalidateQueries({ queryKey: queryKeys.drafts, exact: true });
}

export function refreshDraft(id: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: queryKeys.draft(id) });
}

export interface Relabelling {
  readonly ids: readonly string[];
  readonly label: PictureLabel;
  /** Absent: left as it is. */
  readonly defect?: string | null;
}

export interface DraftActs {
  readonly change: (
    change: Partial<Pick<Draft, 'name' | 'method' | 'reference' | 'regions' | 'falseRejectRate' | 'profile' | 'backbone'>>,
  ) => void;
  readonly label: (steps: readonly Relabelling[]) => void;
  readonly removePictures: (ids: readonly string[]) => void;
  readonly teach: () => void;
  readonly cancel: () => void;
  readonly addFolder: (path: string, label: PictureLabel) => void;
  readonly addFrames: (count: number, label: PictureLabel) => void;
}

/** What an engineer may do with a draft. What was changed shows at once; a refusal is told, and the station's word taken. */
export function useDraftActs(id: string): DraftActs {
  const { act } = useActs();
  return useMemo(() => {
    const engineer = (run: () => Promise<unknown>): void =>
      act({
        right: 'engineer',
        run: async () => {
          try {
            await run();
          } catch (error) {
            void refreshDraft(id);
            throw error;
          }
        },
      });
    const guess = (change: (draft: OpenedDraft) => OpenedDraft): void => {
      void queryClient.cancelQueries({ queryKey: queryKeys.draft(id) });
      queryClient.setQueryData<OpenedDraft>(queryKeys.draft(id), (draft) => draft && change(draft));
    };
    return {
      change: (change) =>
        engineer(async () => {
          guess((draft) => ({ ...draft, ...change }));
          takeDraft(await api.teach.change({ id, ...change }));
        }),
      label: (steps) =>
        engineer(async () => {
          guess((draft) => steps.reduce(relabelled, draft));
          for (const { ids, label, defect } of steps) {
            const pictureIds = [...ids];
            takeDraft(await api.teach.label({ id, pictureIds, label, ...(defect === undefined ? {} : { defect }) }));
          }
        }),
      removePictures: (ids) => engineer(async () => takeDraft(await api.teach.removePictures({ id, pictureIds: [...ids] }))),
      teach: () =>
        engineer(async () => {
          await api.teach.teach({ id });
          await refreshDraft(id);
        }),
      cancel: () =>
        engineer(async () => {
          await api.teach.cancel({ id });
          await refreshDraft(id);
        }),
      addFolder: (path, label) =>
        engineer(async () => {
          await api.teach.addFolder({ id, path, label });
          await refreshDraft(id);
        }),
      addFrames: (count, label) =>
        engineer(async () => {
          await api.teach.addFrames({ id, count, label });
          await refreshDraft(id);
        }),
    };
  }, [id, act]);
}

function relabelled(draft: OpenedDraft, { ids, label, defect }: Relabelling): OpenedDraft {
  const chosen = new Set(ids);
  const pictures = draft.pictures.map((picture) =>
    chosen.has(picture.id) && picture.id !== draft.reference
      ? { ...picture, label, defect: label === 'bad' ? (defect ?? picture.defect) : picture.defect }
      : picture,
  );
  const count = (of: PictureLabel): number =>
    pictures.filter((picture) => picture.label === of && picture.id !== draft.reference).length;
  return { ...draft, pictures, counts: { ...draft.counts, good: count('good'), bad: count('bad'), unused: count('unused') } };
}
