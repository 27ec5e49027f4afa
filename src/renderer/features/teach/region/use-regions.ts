import { useCallback, useEffect, useRef, useState } from 'react';
import type { OpenedDraft } from '#shared/contract/draft.ts';
import type { Region } from '#shared/domain/region.ts';
import { useDraftActs } from '../use-draft.ts';

export interface Regions {
  readonly list: readonly Region[];
  /** While a hand still moves: shown, not kept. */
  readonly preview: (regions: readonly Region[]) => void;
  /** Shown, kept by the station, and to be taken back. */
  readonly set: (regions: readonly Region[]) => void;
  readonly undo: (() => void) | null;
}

const mostSteps = 50;
/** Keys that are held move a region many times a second: the last place is what the station is told. */
const tellAfterMs = 300;

/** The regions of a draft while they are drawn. */
export function useRegions(draft: OpenedDraft): Regions {
  const { change } = useDraftActs(draft.id);
  const [drawn, setDrawn] = useState<readonly Region[] | null>(null);
  const [past, setPast] = useState<readonly (readonly Region[])[]>([]);
  const kept = useRef<readonly Region[]>(draft.regions);
  const untold = useRef<ReturnType<typeof setTimeout> | null>(null);
  const tell = useCallback(() => {
    if (untold.current === null) return;
    clearTimeout(untold.current);
    untold.current = null;
    change({ regions: [...kept.current] });
  }, [change]);
  useEffect(() => tell, [tell]);
  // What others changed meanwhile is taken over; what is being drawn here is not disturbed.
  useEffect(() => {
    if (untold.current !== null) return;
    kept.current = draft.regions;
    setDrawn(null);
  }, [draft.regions]);
  const keep = useCallback(
    (regions: readonly Region[]) => {
      kept.current = regions;
      setDrawn(regions);
      if (untold.current !== null) clearTimeout(untold.current);
      untold.current = setTimeout(tell, tellAfterMs);
    },
    [tell],
  );
  const set = useCallback(
    (regions: readonly Region[]) => {
      const before = kept.current;
      setPast((steps) => [...steps.slice(1 - mostSteps), before]);
      keep(regions);
    },
    [keep],
  );
  const last = past.at(-1);
  const undo = useCallback(() => {
    if (last === undefined) return;
    setPast((steps) => steps.slice(0, -1));
    keep(last);
  }, [last, keep]);
  return { list: drawn ?? draft.regions, preview: setDrawn, set, undo: last === undefined ? null : undo };
}
