import type { Blocker } from '#shared/contract/status.ts';
import type { PartSummary } from '#shared/domain/inspection.ts';
import type { Verdict } from '#shared/domain/verdict.ts';
import type { LiveState } from '../../live/live-state.ts';

/** What stands in the verdict slot. `tone` gives colour and shape; everything that is not a verdict is neutral grey. */
export type VerdictView =
  | {
      readonly kind: 'part';
      readonly tone: Verdict;
      readonly part: PartSummary;
      readonly live: boolean;
    }
  | { readonly kind: 'blocked'; readonly tone: 'error'; readonly blocker: Blocker | null }
  /** Nothing is wrong, but nothing can be inspected before somebody does something. */
  | { readonly kind: 'not_ready'; readonly tone: 'neutral'; readonly blocker: Blocker }
  | {
      readonly kind: 'idle';
      readonly tone: 'neutral';
      readonly word: 'stopped' | 'starting' | 'waiting' | 'judging' | 'connecting' | 'none';
    };

const noFault: ReadonlySet<Blocker['code']> = new Set(['NO_PRODUCT', 'NO_SOURCE', 'ENGINE_STARTING', 'SOURCE_ENDED']);

/**
 * The verdict slot for a live state. Order matters: a lost station shows no verdict at all, a blocked line shows an error
 * whatever was judged before, and a verdict is only shown as that of now while the line inspects.
 */
export function verdictView(state: LiveState): VerdictView {
  const { status, frozen, current } = state;
  if (frozen !== null) return partView(frozen, false);
  if (state.connection === 'connecting') return { kind: 'idle', tone: 'neutral', word: 'connecting' };
  if (state.connection !== 'open' || status === null) return { kind: 'idle', tone: 'neutral', word: 'none' };
  switch (status.state) {
    case 'error':
      return { kind: 'blocked', tone: 'error', blocker: worstBlocker(status.blockers) };
    case 'not_ready': {
      const blocker = worstBlocker(status.blockers);
      return blocker !== null && noFault.has(blocker.code)
        ? { kind: 'not_ready', tone: 'neutral', blocker }
        : { kind: 'blocked', tone: 'error', blocker };
    }
    case 'starting':
      return { kind: 'idle', tone: 'neutral', word: 'starting' };
    case 'stopped':
      return { kind: 'idle', tone: 'neutral', word: 'stopped' };
    case 'running':
      if (state.judging) return { kind: 'idle', tone: 'neutral', word: 'judging' };
      return current === null ? { kind: 'idle', tone: 'neutral', word: 'waiting' } : partView(current, true);
  }
}

const worstBlocker = (blockers: readonly Blocker[]): Blocker | null =>
  blockers.find(({ code }) => !noFault.has(code)) ?? blockers[0] ?? null;

function partView(entry: LiveState['parts'][number], live: boolean): VerdictView {
  return { kind: 'part', tone: entry.part.verdict, part: entry.part, live };
}

/** What the stage shows. `dim`: grey and dark, because it is old or was not judged; `label` says which. */
export type StageView =
  | { readonly kind: 'part'; readonly id: string; readonly dim: 'old' | null }
  | { readonly kind: 'frame'; readonly cameraId: string; readonly seq: number; readonly dim: 'unjudged' | 'old' }
  | { readonly kind: 'nothing' };

/** The picture for a live state: the frozen part; the part of now; else the newest frame, dimmed, because nobody judged it. */
export function stageView(state: LiveState): StageView {
  if (state.frozen !== null) return { kind: 'part', id: state.frozen.part.id, dim: null };
  const connected = state.connection === 'open';
  const broken = !connected || state.status?.state === 'error' || state.status?.state === 'not_ready';
  const entry = state.current;
  if (entry !== null && !broken && entry.hasPicture !== false && entry.part.verdict !== 'error')
    return { kind: 'part', id: entry.part.id, dim: null };
  const cameraWorks = state.status?.camera.state === 'ok';
  if (state.frame !== null && connected) {
    return {
      kind: 'frame',
      cameraId: state.frame.cameraId,
      seq: state.frame.seq,
      dim: cameraWorks && !broken && entry === null ? 'unjudged' : 'old',
    };
  }
  const last = state.parts.find((candidate) => candidate.hasPicture !== false && candidate.part.verdict !== 'error');
  return last === undefined ? { kind: 'nothing' } : { kind: 'part', id: last.part.id, dim: 'old' };
}
