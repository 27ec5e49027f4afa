import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { queryKeys } from './query-client.ts';
import { takeRejudgement } from './rejudged.ts';

const rejudgement = {
  verdict: 'pass',
  reason: 'DIRT',
  comment: null,
  by: 'Bo',
  atUtc: '2026-03-01T08:00:00.000Z',
} as const;
const list = () => ({
  pages: [
    {
      parts: [
        { id: 'a', verdict: 'fail', rejudgement: null },
        { id: 'b', rejudgement: null },
      ],
    },
    { parts: [{ id: 'c', rejudgement: null }] },
  ],
  pageParams: [null, '2'],
});

function client(): QueryClient {
  const queries = new QueryClient();
  for (const key of [
    [...queryKeys.records, {}],
    [...queryKeys.reviewQueue, 'newest'],
  ])
    queries.setQueryData(key, list());
  for (const key of [queryKeys.part('a'), queryKeys.part('b'), [...queryKeys.review, 'summary']]) queries.setQueryData(key, {});
  return queries;
}

describe('a re-judgement that the station tells of', () => {
  it('marks its part where it stands in the lists, and moves nothing', () => {
    const queries = client();
    takeRejudgement(queries, { type: 'rejudged', partId: 'a', rejudgement });
    const marked = list();
    marked.pages[0]?.parts.splice(0, 1, { id: 'a', verdict: 'fail', rejudgement: rejudgement as never });
    expect(queries.getQueryData([...queryKeys.records, {}])).toEqual(marked);
    expect(queries.getQueryData([...queryKeys.reviewQueue, 'newest'])).toEqual(marked);
  });

  it('leaves lists alone that do not have its part', () => {
    const queries = client();
    const before = queries.getQueryData([...queryKeys.records, {}]);
    takeRejudgement(queries, { type: 'rejudged', partId: 'z', rejudgement });
    expect(queries.getQueryData([...queryKeys.records, {}])).toBe(before);
  });

  it('has its own record and the counts read again, no other part, and not the queue that is being worked through', () => {
    const queries = client();
    takeRejudgement(queries, { type: 'rejudged', partId: 'a', rejudgement });
    const stale = (key: readonly unknown[]) => queries.getQueryState(key)?.isInvalidated;
    expect([stale(queryKeys.part('a')), stale([...queryKeys.review, 'summary'])]).toEqual([true, true]);
    expect([stale(queryKeys.part('b')), stale([...queryKeys.reviewQueue, 'newest'])]).toEqual([false, false]);
  });
});
