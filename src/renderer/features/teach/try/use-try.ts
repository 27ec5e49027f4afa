import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Draft, TryResult } from '#shared/contract/draft.ts';
import { api } from '../../../client/api.ts';

/** A picture of the draft judged by the taught model: kept, because the same model says the same. */
export function useStoredTry(draft: Draft, pictureId: string | null, threshold: number): UseQueryResult<TryResult> {
  return useQuery({
    queryKey: ['try', draft.id, draft.taught?.modelSha256, pictureId, threshold],
    queryFn: () => api.teach.tryStored({ id: draft.id, pictureId: pictureId ?? '', threshold }),
    enabled: pictureId !== null,
    // The station keeps its pictures in memory for a while only.
    staleTime: 30_000,
    gcTime: 30_000,
    placeholderData: (before) => before,
  });
}

/** Between two live pictures, not faster than eyes follow; longer while none comes. */
const pauseMs = 250;
const pauseLostMs = 2_000;

/** The pictures of the camera judged by the taught model, one after the other while `on`; the last one, or why none comes. */
export function useLiveTry(draft: Draft, on: boolean, threshold: number): UseQueryResult<TryResult> {
  return useQuery({
    queryKey: ['tryLive', draft.id, draft.taught?.modelSha256, threshold],
    queryFn: () => api.teach.tryLive({ id: draft.id, threshold }),
    enabled: on,
    retry: false,
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ({ state }) => (state.status === 'error' ? pauseLostMs : pauseMs),
    placeholderData: (before) => before,
  });
}
