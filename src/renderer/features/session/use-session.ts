import { useQuery } from '@tanstack/react-query';
import type { Right } from '#shared/contract/rights.ts';
import type { Session } from '#shared/contract/session.ts';
import { api } from '../../client/api.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';

/** Who uses this page, and what they may do; undefined until the station has said so. */
export function useSession(): Session | undefined {
  return useQuery({ queryKey: queryKeys.session, queryFn: () => api.session.get() }).data;
}

export function useMay(right: Right): boolean {
  return useSession()?.rights.includes(right) ?? false;
}

/**
 * Takes over the session that signing in, setting up or signing out answered with. What only some may see is forgotten, not
 * asked for again: the next person may not see it. An answer on its way was asked for by who was here before: the station tells
 * of a new operator before the page has the cookie.
 */
export async function takeSession(session: Session): Promise<void> {
  await queryClient.cancelQueries({ queryKey: queryKeys.session, exact: true });
  queryClient.setQueryData(queryKeys.session, session);
  for (const queryKey of [
    queryKeys.users,
    queryKeys.records,
    queryKeys.drafts,
    queryKeys.settings,
    queryKeys.audit,
    queryKeys.storage,
    queryKeys.backups,
  ])
    queryClient.removeQueries({ queryKey });
}
