/** What folders say of the pictures in them. */
export interface FolderLabel {
  readonly label: 'good' | 'bad' | 'unused';
  /** What kind of defect, where a folder names it. */
  readonly defect: string | null;
}

/** Folders that hold masks, not parts. */
const masks = new Set(['ground_truth', 'groundtruth', 'mask', 'masks']);
const good = new Set(['good', 'ok', 'pass', 'normal']);
const bad = new Set(['bad', 'ng', 'nok', 'reject', 'rejects', 'fail', 'anomaly', 'anomalies', 'anomalous']);
const unused = new Set(['unused', 'not used']);
const defects = /^defect(?:s|ive)?[\s_-]*(.*)$/;

/**
 * What the folders of a picture say of it, `folders` from the outermost inwards; the innermost that says something decides.
 * `mask`: it is no picture of a part; null: they say nothing. Known are `good`, `bad/KIND`, `defect KIND`, `defects/KIND`,
 * `unused` and the layout of public sets (`train/good`, `test/good`, `test/KIND`, `ground_truth/…`).
 */
export function labelByFolders(folders: readonly string[]): FolderLabel | 'mask' | null {
  const names = folders.map((folder) => folder.trim());
  const lower = names.map((name) => name.toLowerCase());
  if (lower.some((name) => masks.has(name))) return 'mask';
  for (let k = names.length - 1; k >= 0; k -= 1) {
    const [name = '', said = '', below = null] = [lower[k], names[k], names[k + 1]];
    if (good.has(name)) return { label: 'good', defect: null };
    if (unused.has(name)) return { label: 'unused', defect: null };
    if (bad.has(name)) return { label: 'bad', defect: kindOf(below) };
    const named = defects.exec(name);
    if (named) return { label: 'bad', defect: kindOf(said.slice(name.length - (named[1]?.length ?? 0)) || below) };
    if (lower[k - 1] === 'test' || lower[k - 1] === 'validation') return { label: 'bad', defect: kindOf(said) };
  }
  return null;
}

function kindOf(name: string | null): string | null {
  return name?.trim().slice(0, 60) || null;
}
