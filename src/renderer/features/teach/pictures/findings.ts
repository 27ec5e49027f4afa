import type { DraftPicture, PictureFinding } from '#shared/contract/draft.ts';

export type FindingKind = PictureFinding['kind'];

/** In the order in which they are told: what cannot be used first. */
const kinds: readonly FindingKind[] = ['unreadable', 'other_shape', 'near_duplicate', 'blurred', 'too_dark', 'too_bright'];

export interface FindingGroup {
  readonly kind: FindingKind;
  readonly ids: readonly string[];
}

type Looked = Pick<DraftPicture, 'id' | 'label' | 'findings'>;

/**
 * What is odd about the pictures in use, by kind. A near duplicate counts only while the picture that it resembles is in use
 * too: leaving out both would lose what they show.
 */
export function groupFindings(pictures: readonly Looked[]): FindingGroup[] {
  const used = new Set(pictures.filter((picture) => picture.label !== 'unused').map((picture) => picture.id));
  return kinds
    .map((kind) => ({
      kind,
      ids: pictures
        .filter(({ id, findings }) => used.has(id) && findings.some((finding) => isOpen(finding, kind, used)))
        .map(({ id }) => id),
    }))
    .filter((group) => group.ids.length > 0);
}

function isOpen(finding: PictureFinding, kind: FindingKind, used: ReadonlySet<string>): boolean {
  return finding.kind === kind && (kind !== 'near_duplicate' || finding.of === null || used.has(finding.of));
}

/** Every picture that is pointed out, once. */
export function foundIds(groups: readonly FindingGroup[]): string[] {
  return [...new Set(groups.flatMap((group) => group.ids))];
}
