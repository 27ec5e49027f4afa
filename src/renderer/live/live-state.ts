import type { PartEvent, StationEvent } from '#shared/contract/events.ts';
import type { Status } from '#shared/contract/status.ts';
import type { Defect, PartSummary } from '#shared/domain/inspection.ts';
import type { ConnectionState } from '../client/event-stream.ts';

/** A part of the line as the page holds it. Null: not told by the event stream, to be read from its report when shown. */
export interface LivePart {
  readonly part: PartSummary;
  readonly defects: readonly Defect[] | null;
  readonly hasPicture: boolean | null;
  readonly hasMap: boolean | null;
}

export interface LiveFrame {
  readonly cameraId: string;
  readonly seq: number;
  readonly receivedAtUtc: string;
}

/** Everything the run screen shows, as one immutable value. */
export interface LiveState {
  readonly connection: ConnectionState;
  readonly status: Status | null;
  /** Newest first, at most {@link filmLength}. */
  readonly parts: readonly LivePart[];
  /** The part whose verdict is the verdict of now; null while stopped and until the first part after a start. */
  readonly current: LivePart | null;
  /** Newest live picture, judged or not. */
  readonly frame: LiveFrame | null;
  /** The part that the view is frozen on; it stays here when it leaves the filmstrip. */
  readonly frozen: LivePart | null;
  /** The filmstrip as it was when the view was frozen or the strip was scrolled: it must not move under the finger that looks for a part. */
  readonly film: readonly LivePart[] | null;
  /** A trigger was given and its part is not here yet. */
  readonly judging: boolean;
}

export const filmLength = 100;

export const initialLiveState: LiveState = {
  connection: 'connecting',
  status: null,
  parts: [],
  current: null,
  frame: null,
  frozen: null,
  film: null,
  judging: false,
};

export type LiveAction =
  | { readonly type: 'connection'; readonly connection: ConnectionState }
  | { readonly type: 'event'; readonly event: StationEvent }
  | { readonly type: 'recent'; readonly parts: readonly PartSummary[] }
  /** `strip`: the parts as the strip shows them now, which can be a moment old. */
  | { readonly type: 'freeze'; readonly partId: string; readonly strip?: readonly LivePart[] }
  /** The record of a part that was judged before this page was opened has been read. */
  | {
      readonly type: 'known';
      readonly partId: string;
      readonly defects: readonly Defect[];
      readonly hasPicture: boolean;
      readonly hasMap: boolean;
    }
  | { readonly type: 'live' }
  /** The strip was scrolled away from its newest part, or back to it. */
  | { readonly type: 'hold'; readonly hold: boolean; readonly strip?: readonly LivePart[] }
  | { readonly type: 'judging'; readonly judging: boolean };

const inspects = (status: Status | null): boolean => status?.state === 'running' || status?.state === 'error';

export function reduceLive(state: LiveState, action: LiveAction): LiveState {
  switch (action.type) {
    case 'connection':
      // What was current before the loss must not look current after it: the first part or status decides anew.
      return {
        ...state,
        connection: action.connection,
        judging: false,
        current: action.connection === 'open' ? state.current : null,
      };
    case 'event':
      return reduceEvent(state, action.event);
    case 'recent':
      return withRecent(state, action.parts);
    case 'freeze': {
      const film = state.film ?? action.strip ?? state.parts;
      const entry = film.find(({ part }) => part.id === action.partId);
      return entry === undefined ? state : { ...state, frozen: entry, film };
    }
    case 'known': {
      const { partId, defects, hasPicture, hasMap } = action;
      const fill = (entry: LivePart): LivePart =>
        entry.part.id === partId ? { part: entry.part, defects, hasPicture, hasMap } : entry;
      return {
        ...state,
        parts: state.parts.map(fill),
        film: state.film?.map(fill) ?? null,
        frozen: state.frozen && fill(state.frozen),
        current: state.current && fill(state.current),
      };
    }
    case 'live':
      return state.frozen === null && state.film === null ? state : { ...state, frozen: null, film: null };
    case 'hold': {
      const film = action.hold || state.frozen !== null ? (state.film ?? action.strip ?? state.parts) : null;
      return film === state.film ? state : { ...state, film };
    }
    case 'judging':
      return { ...state, judging: action.judging };
  }
}

function reduceEvent(state: LiveState, event: StationEvent): LiveState {
  switch (event.type) {
    case 'status': {
      const begins = inspects(event.status) && !inspects(state.status) && state.status !== null;
      const keeps = inspects(event.status) && !begins;
      return { ...state, status: event.status, current: keeps ? state.current : null };
    }
    case 'part':
      return withPart(state, event);
    case 'frame':
      return { ...state, frame: { cameraId: event.cameraId, seq: event.seq, receivedAtUtc: event.receivedAtUtc } };
    case 'rejudged':
    case 'changed':
    case 'resync':
      return state;
  }
}

/** Pictures that somebody sent to the service are judged too, but are not parts of this line. */
const isOfLine = (part: PartSummary): boolean => part.mode !== 'service';

function withPart(state: LiveState, event: PartEvent): LiveState {
  if (!isOfLine(event.part)) return state;
  const entry: LivePart = { part: event.part, defects: event.defects, hasPicture: event.hasPicture, hasMap: event.hasMap };
  const others = state.parts.filter(({ part }) => part.id !== event.part.id);
  const newest = others[0];
  const parts =
    newest === undefined || newest.part.number < event.part.number
      ? [entry, ...others]
      : [...others, entry].sort((a, b) => b.part.number - a.part.number);
  return {
    ...state,
    parts: parts.slice(0, filmLength),
    current: state.current === null || state.current.part.number <= event.part.number ? entry : state.current,
    judging: false,
  };
}

/** The filmstrip after a (re)connect: what the stream told meanwhile stays, with what it knows beyond the summary. */
function withRecent(state: LiveState, recent: readonly PartSummary[]): LiveState {
  const known = new Map(state.parts.map((entry) => [entry.part.id, entry]));
  const newestRead = recent[0]?.number ?? 0;
  const newer = state.parts.filter(({ part }) => part.number > newestRead);
  const read = recent
    .filter(isOfLine)
    .map((part) => known.get(part.id) ?? { part, defects: null, hasPicture: null, hasMap: null });
  return { ...state, parts: [...newer, ...read].slice(0, filmLength) };
}
