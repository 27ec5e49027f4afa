import { useState } from 'react';
import { useLocation } from 'wouter';
import { useLive } from '../../live/live-store.ts';
import { useSession } from '../session/use-session.ts';

const remembered = 'passline.tour';

/** Whether the tour begins by itself: on the run screen of a station that nobody set up, if it was never left on this screen. */
export function useFirstVisit(): { readonly begins: boolean; readonly end: () => void } {
  const [seen, setSeen] = useState(() => window.localStorage.getItem(remembered) !== null);
  const [location] = useLocation();
  const fresh = useSession()?.firstRun ?? false;
  const ready = useLive((state) => state.status?.product != null);
  return {
    begins: !seen && fresh && ready && location === '/',
    end: () => {
      window.localStorage.setItem(remembered, 'seen');
      setSeen(true);
    },
  };
}
