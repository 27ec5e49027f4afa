import type { PictureLabel } from '#shared/contract/draft.ts';

export interface FolderLabel {
  readonly label: PictureLabel;
  /** What kind of defect, where the folder names it. */
  readonly defect: string | null;
}

/** Folders that hold masks, not parts. */
const masks = new Set(['ground_truth', 'groundtruth', 'mask', 'masks']);
const good = new Set(['good', 'ok', 'pass', 'normal']);
const bad = new Set(['bad', 'ng', 'nok', 'reject', 'rejects', 'fail', 'anomaly']);
const defects = /^defect(?:s|ive)?[\s_-]*(.*)$/;

/**
 * What the sub-folders of a file say of it, from the outermost inwards; `fallback` where they say nothing, null where it is
 * no picture of a part. Known are `good`, `bad/KIND`, `defect KIND`, `defects/KIND` and the layout of public sets
 * (`train/good`, `test/good`, `test/KIND`, `ground_truth/…`).
 */
export function labelByFolders(folders: readonly string[], fallback: PictureLabel): FolderLabel | null {
  const names = folders.map((folder) => folder.trim());
  const lower = names.map((name) => name.toLowerCase());
  if (lower.some((name) => masks.has(name))) return null;
  for (const [k, name] of lower.entries()) {
    const below = names[k + 1] ?? null;
    if (good.has(name)) return { label: 'good', defect: null };
    if (bad.has(name)) return { label: 'bad', defect: kindOf(below) };
    const named = defects.exec(name);
    if (named) return { label: 'bad', defect: kindOf(names[k]?.slice(name.length - (named[1]?.length ?? 0)) || below) };
    const inTest = k > 0 && (lower[k - 1] === 'test' || lower[k - 1] === 'validation');
    if (inTest) return { label: 'bad', defect: kindOf(names[k] ?? null) };
  }
  return { label: fallback, defect: null };
}

function kindOf(name: string | null): string | null {
  return name?.trim().slice(0, 60) || null;
}
