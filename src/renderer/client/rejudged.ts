import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { StationEvent } from '#shared/contract/events.ts';
import type { PartSummary } from '#shared/domain/inspection.ts';
import { queryKeys } from './query-client.ts';

interface PartsPage {
  readonly parts: readonly PartSummary[];
}

/** Shows a re-judgement wherever its part is shown: the row in place, so that a list that somebody reads does not jump. */
export function takeRejudgement(
  queries: QueryClient,
  { partId, rejudgement }: Extract<StationEvent, { type: 'rejudged' }>,
): void {
  const inPlace = (list: InfiniteData<PartsPage> | undefined): InfiniteData<PartsPage> | undefined => {
    if (list === undefined || !list.pages.some((page) => page.parts.some((part) => part.id === partId))) return list;
    const taken = (part: PartSummary): PartSummary => (part.id === partId ? { ...part, rejudgement } : part);
    return { ...list, pages: list.pages.map((page) => ({ ...page, parts: page.parts.map(taken) })) };
  };
  queries.setQueriesData<InfiniteData<PartsPage>>({ queryKey: queryKeys.records }, inPlace);
  queries.setQueriesData<InfiniteData<PartsPage>>({ queryKey: queryKeys.reviewQueue }, inPlace);
  void queries.invalidateQueries({ queryKey: queryKeys.part(partId) });
  void queries.invalidateQueries({ queryKey: queryKeys.review });
}
