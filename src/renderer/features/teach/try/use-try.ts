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
