/** Which pictures are chosen: as in every file manager, with an end that stays and one that moves. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Where a range begins. */
  readonly anchor: string | null;
  /** The picture that the keyboard is on. */
  readonly focus: string | null;
}

export const nothingSelected: Selection = { ids: new Set(), anchor: null, focus: null };

export const selectOnly = (id: string): Selection => ({ ids: new Set([id]), anchor: id, focus: id });

export function toggle(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id, focus: id };
}

/** Everything from where the range began to here, in the order that is shown. */
export function selectTo(order: readonly string[], selection: Selection, id: string): Selection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return selectOnly(id);
  return { ids: new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1)), anchor: selection.anchor, focus: id };
}

export const selectAll = (order: readonly string[], selection: Selection): Selection => ({
  ids: new Set(order),
  anchor: order[0] ?? null,
  focus: selection.focus ?? order[0] ?? null,
});

/** A step of the keyboard (`by` pictures on); with `extend` the range goes along. */
export function step(order: readonly string[], selection: Selection, by: number, extend: boolean): Selection {
  if (order.length === 0) return nothingSelected;
  const at = selection.focus === null ? -1 : order.indexOf(selection.focus);
  const next = order[at < 0 ? 0 : Math.min(order.length - 1, Math.max(0, at + by))];
  if (next === undefined) return selection;
  return extend ? selectTo(order, selection, next) : selectOnly(next);
}

/**
 * After pictures were sorted away from under the selection: the one that took their place is next, so that a row of pictures
 * is sorted key by key.
 */
export function selectNext(before: readonly string[], after: readonly string[], selection: Selection): Selection {
  const left = new Set(after);
  const first = before.findIndex((id) => selection.ids.has(id));
  if (first < 0) return selection;
  const next = before.slice(first).find((id) => left.has(id) && !selection.ids.has(id)) ?? after.at(-1);
  return next === undefined ? nothingSelected : selectOnly(next);
}
