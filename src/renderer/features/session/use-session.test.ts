import { expect, it } from 'vitest';
import type { Session } from '#shared/contract/session.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';
import { takeSession } from './use-session.ts';

const nobody: Session = { user: null, rights: ['watch'], firstRun: false, stationName: 'Line 1', version: '1' };
const erika: Session = { ...nobody, user: { id: 'e', name: 'Erika', role: 'operator' }, rights: ['watch', 'operate'] };

it('who signs in stays signed in, although an answer to the question of before comes in later', async () => {
  queryClient.setQueryData(queryKeys.session, nobody);
  let answer: (session: Session) => void = () => undefined;
  const asked = queryClient.fetchQuery({
    queryKey: queryKeys.session,
    queryFn: () =>
      new Promise<Session>((resolve) => {
        answer = resolve;
      }),
    staleTime: 0,
  });
  const given = asked.catch(() => null);
  await takeSession(erika);
  answer(nobody);
  await given;
  expect(queryClient.getQueryData(queryKeys.session)).toEqual(erika);
});
