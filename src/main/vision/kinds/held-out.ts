/** What a defect of a picture that took no part is called by people and by a model; null: unknown. */
export interface HeldOut {
  readonly kind: string;
  readonly named: string | null;
}

/** How kinds of defects are named on pictures that took no part. Rates 0..1; null: nothing to say it of. */
export interface KindFigures {
  /** Defects that were found and whose kind a person said. */
  readonly kinds_judged: number;
  readonly kinds_right: number;
  readonly kinds_wrong: number;
  readonly kinds_unknown: number;
  /** Of those that are named. */
  readonly kinds_right_rate: number | null;
  readonly kinds_unknown_rate: number | null;
  readonly kinds: readonly {
    readonly name: string;
    readonly judged: number;
    readonly right: number;
    readonly unknown: number;
    /** What the others were taken for, most frequent first. */
    readonly taken_for: readonly { readonly name: string; readonly count: number }[];
  }[];
}

export function kindFigures(defects: readonly HeldOut[]): KindFigures {
  const { right, wrong, unknown } = countsOf(defects);
  const rate = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  const byKind = [...Map.groupBy(defects, ({ kind }) => kind)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    kinds_judged: defects.length,
    kinds_right: right,
    kinds_wrong: wrong,
    kinds_unknown: unknown,
    kinds_right_rate: rate(right, right + wrong),
    kinds_unknown_rate: rate(unknown, defects.length),
    kinds: byKind.map(([name, own]) => {
      const counts = countsOf(own);
      return { name, judged: own.length, right: counts.right, unknown: counts.unknown, taken_for: takenFor(own) };
    }),
  };
}

function countsOf(defects: readonly HeldOut[]): { readonly right: number; readonly wrong: number; readonly unknown: number } {
  const unknown = defects.filter(({ named }) => named === null).length;
  const right = defects.filter(({ kind, named }) => kind === named).length;
  return { right, unknown, wrong: defects.length - right - unknown };
}

function takenFor(defects: readonly HeldOut[]): { readonly name: string; readonly count: number }[] {
  const wrong = defects.flatMap(({ kind, named }) => (named === null || named === kind ? [] : [named]));
  return [...Map.groupBy(wrong, (name) => name)]
    .map(([name, own]) => ({ name, count: own.length }))
    .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
