import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { PartSummary } from '#shared/domain/inspection.ts';
import { api } from '../../client/api.ts';
import { queryKeys } from '../../client/query-client.ts';

export type QueueOrder = 'newest' | 'oldest';
const pageSize = 50;

export interface ReviewQueue {
  /** As it was read: what was judged since stays in its place, marked, so that one can go back to it. */
  readonly parts: readonly PartSummary[];
  readonly current: PartSummary | null;
  readonly select: (id: string) => void;
  /** To the neighbour in the list. */
  readonly step: (by: 1 | -1) => void;
  /** From a part that was just judged to the next that waits, behind it or else before it. */
  readonly advance: (from: string) => void;
  /** Where {@link advance} will lead, so that its picture can be fetched before. */
  readonly following: PartSummary | null;
  readonly refresh: () => void;
  readonly more: () => void;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly state: 'loading' | 'failed' | 'ready';
  readonly error: unknown;
}

/** The parts that wait for a person, and the one that is being looked at. */
export function useReviewQueue(order: QueueOrder): ReviewQueue {
  const query = useInfiniteQuery({
    queryKey: [...queryKeys.reviewQueue, order],
    queryFn: ({ pageParam }) =>
      api.review.queue({ order, limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    // Read anew whenever the screen is opened: what was judged is gone from it then.
    gcTime: 0,
  });
  const [wanted, setWanted] = useState<string | null>(null);
  const parts = useMemo(() => query.data?.pages.flatMap((page) => page.parts) ?? [], [query.data]);
  const current = parts.find((part) => part.id === wanted) ?? nextWaiting(parts, null);
  const following = current === null ? null : nextWaiting(parts, current.id);

  return {
    parts,
    current,
    select: setWanted,
    step: (by) => {
      const at = parts.findIndex((part) => part.id === current?.id);
      setWanted(parts[at + by]?.id ?? current?.id ?? null);
    },
    // Who went elsewhere meanwhile stays there; who chose nothing has gone on with the word of the station.
    advance: (from) => setWanted((now) => (now === from ? (nextWaiting(parts, from)?.id ?? null) : now)),
    following,
    refresh: () => {
      setWanted(null);
      void query.refetch();
    },
    more: () => void query.fetchNextPage(),
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    state: query.isPending ? 'loading' : query.isError ? 'failed' : 'ready',
    error: query.error,
  };
}

/** The next part behind `after` that nobody re-judged; else the first of the list. `after` itself is taken for judged. */
export function nextWaiting(parts: readonly PartSummary[], after: string | null): PartSummary | null {
  const at = parts.findIndex((part) => part.id === after);
  const waits = (part: PartSummary): boolean => part.rejudgement === null && part.id !== after;
  return parts.slice(at + 1).find(waits) ?? parts.find(waits) ?? null;
}
