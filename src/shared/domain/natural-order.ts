const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' });

/** Order in which people count files: `part2` before `part10`. Names that differ only in marks keep a fixed order. */
export function byName(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
