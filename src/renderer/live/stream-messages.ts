import type { StationEvent } from '#shared/contract/events.ts';
import type { ConnectionState } from '../client/event-stream.ts';

/** What the thread of the event stream is given: once, the absolute address. */
export interface ToStream {
  readonly url: string;
}

/** What it tells, in the order in which it happened. */
export type FromStream =
  | { readonly type: 'state'; readonly state: ConnectionState }
  | { readonly type: 'events'; readonly events: readonly StationEvent[] };
