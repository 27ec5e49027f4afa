import { type ReactNode, useCallback, useMemo, useState } from 'react';
import type { Session } from '#shared/contract/session.ts';
import { api } from '../../client/api.ts';
import { failureOf } from '../../client/failure.ts';
import { queryClient, queryKeys } from '../../client/query-client.ts';
import { useNotices } from '../../components/use-notices.ts';
import { useText } from '../../text/use-text.ts';
import { type Act, ActContext, type Acts } from './act-context.ts';
import { SetUpDialog } from './set-up-dialog.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';
import { takeSession } from './use-session.ts';

type Asking = { readonly kind: 'signIn' | 'setUp'; readonly act: Act | null; readonly as: string | null };

const readSession = (): Promise<Session> =>
  queryClient.fetchQuery({ queryKey: queryKeys.session, queryFn: () => api.session.get(), staleTime: 0 });

/** Stands around the page and turns "may not" into "sign in, and it goes on". */
export function ActProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [asking, setAsking] = useState<Asking | null>(null);
  const notices = useNotices();
  const { t } = useText();

  const ask = useCallback((session: Session, act: Act | null): void => {
    setAsking({ kind: session.firstRun ? 'setUp' : 'signIn', act, as: session.user?.name ?? null });
  }, []);

  const run = useCallback(
    async (act: Act): Promise<void> => {
      try {
        const session = queryClient.getQueryData<Session>(queryKeys.session) ?? (await readSession());
        if (!session.rights.includes(act.right)) {
          ask(session, act);
          return;
        }
        await act.run();
      } catch (error) {
        const failure = failureOf(error);
        if (failure.code === 'FORBIDDEN' || failure.code === 'UNAUTHORIZED' || failure.code === 'SET_UP_FIRST') {
          // The session ended meanwhile (the station restarted, an administrator changed the role).
          const session = await readSession().catch(() => null);
          if (session !== null && !session.rights.includes(act.right)) {
            ask(session, act);
            return;
          }
        }
        notices.failure(error);
      }
    },
    [ask, notices],
  );

  const acts = useMemo<Acts>(
    () => ({
      act: (act) => void run(act),
      signIn: () => {
        readSession()
          .then((session) => ask(session, null))
          .catch(notices.failure);
      },
    }),
    [run, ask, notices],
  );

  const signedIn = async (session: Session): Promise<void> => {
    await takeSession(session);
    const act = asking?.act ?? null;
    setAsking(null);
    if (act === null) {
      notices.done(t('session.signedIn', { name: session.user?.name ?? '' }));
      return;
    }
    if (session.rights.includes(act.right)) void run(act);
    else notices.notAllowed(session.user?.name ?? '');
  };

  return (
    <ActContext.Provider value={acts}>
      {children}
      <SetUpDialog
        opened={asking?.kind === 'setUp'}
        onClose={() => setAsking(null)}
        onDone={(session) => void signedIn(session)}
      />
      <SignInDialog
        opened={asking?.kind === 'signIn'}
        goesOn={asking?.act != null}
        as={asking?.as ?? null}
        onClose={() => setAsking(null)}
        onDone={(session) => void signedIn(session)}
      />
    </ActContext.Provider>
  );
}
