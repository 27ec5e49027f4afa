import type { Defect } from './inspection.ts';

/** What kind each defect is of (null: unknown), without those of models that name none. */
export const kindsOf = (defects: readonly Defect[]): (string | null)[] =>
  defects.flatMap(({ kind }) => (kind === undefined ? [] : [kind]));

/** How the label of a defect is written. */
export interface DefectWriting {
  readonly score: (score: number) => string;
  readonly unknown: string;
}

/** What stands beside a defect that is drawn: its number, its kind where the model names kinds, its score. */
export function defectLabel(defect: Defect, index: number, write: DefectWriting): string {
  const kinds = kindsOf([defect]).map((kind) => kind ?? write.unknown);
  return [index + 1, ...kinds, write.score(defect.score)].join(' · ');
}
