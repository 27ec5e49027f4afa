import { useCallback, useEffect, useRef, useState } from 'react';
import type { DraftPicture, OpenedDraft, PictureLabel } from '#shared/contract/draft.ts';
import { type Relabelling, useDraftActs } from '../use-draft.ts';

export interface Labels {
  readonly set: (ids: readonly string[], label: PictureLabel, defect?: string | null) => void;
  /** Null: there is nothing to take back. */
  readonly undo: (() => void) | null;
}

const mostSteps = 50;

/** Sorting that can be taken back, step by step, for as long as the page shows the pictures. */
export function useLabels(draft: OpenedDraft): Labels {
  const { label } = useDraftActs(draft.id);
  const [past, setPast] = useState<readonly (readonly Relabelling[])[]>([]);
  const pictures = useRef(draft.pictures);
  useEffect(() => {
    pictures.current = draft.pictures;
  });
  const set = useCallback<Labels['set']>(
    (ids, to, defect) => {
      const chosen = new Set(ids);
      const before = pictures.current.filter((picture) => chosen.has(picture.id));
      if (before.every((picture) => picture.label === to && (defect === undefined || picture.defect === defect))) return;
      setPast((steps) => [...steps.slice(1 - mostSteps), asTheyWere(before)]);
      label([{ ids, label: to, ...(defect === undefined ? {} : { defect }) }]);
    },
    [label],
  );
  const last = past.at(-1);
  const undo = useCallback(() => {
    if (last === undefined) return;
    setPast((steps) => steps.slice(0, -1));
    label(last);
  }, [last, label]);
  return { set, undo: last === undefined ? null : undo };
}

/** What brings pictures back to how they were said to be, in as few steps as there were kinds. */
export function asTheyWere(pictures: readonly Pick<DraftPicture, 'id' | 'label' | 'defect'>[]): Relabelling[] {
  const groups = new Map<string, Relabelling & { ids: string[] }>();
  for (const { id, label, defect } of pictures) {
    const key = `${label} ${defect ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ids: [id], label, defect });
    else group.ids.push(id);
  }
  return [...groups.values()];
}
