import type { StationEvent } from '#shared/contract/events.ts';
import type { QueryClient } from '@tanstack/react-query';
import { eventsAddress } from '../client/addresses.ts';
import { api } from '../client/api.ts';
import { queryKeys } from '../client/query-client.ts';
import { takeRejudgement } from '../client/rejudged.ts';
import { setStationZone } from '../text/station-zone.ts';
import type { LiveStore } from './live-store.ts';
import { openStream } from './stream.ts';

/**
 * Connects the page to its station: the event stream feeds the store; whatever else the page shows is read again after a
 * loss, a restart of the station or a `resync`.
 * @returns disconnects
 */
export function connectLive(store: LiveStore, queries: QueryClient): () => void {
  let bootId: string | null = null;
  let operator: string | null = null;

  const readRecent = (): void => {
    api.parts
      .recent({ limit: 100 })
      .then((parts) => store.dispatch({ type: 'recent', parts }))
      // The stream tells of the loss; the next connection reads again.
      .catch(() => undefined);
  };
  const readAgain = (): void => {
    readRecent();
    void queries.invalidateQueries();
  };

  const take = (event: StationEvent): void => {
    store.dispatch({ type: 'event', event });
    switch (event.type) {
      case 'status':
        setStationZone(event.status.timeZone);
        if (bootId !== null && bootId !== event.status.bootId) readAgain();
        if (operator !== event.status.operator) void queries.invalidateQueries({ queryKey: queryKeys.session });
        bootId = event.status.bootId;
        operator = event.status.operator;
        return;
      case 'changed':
        void queries.invalidateQueries({ queryKey: event.topic === 'settings' ? [] : queryKeys[event.topic] });
        return;
      case 'rejudged':
        takeRejudgement(queries, event);
        return;
      case 'resync':
        readAgain();
        return;
      case 'part':
      case 'frame':
        return;
    }
  };

  return openStream(eventsAddress, {
    onState: (connection) => {
      store.dispatch({ type: 'connection', connection });
      if (connection === 'open') readAgain();
    },
    onEvents: (events) => {
      for (const event of events) take(event);
    },
  });
}
