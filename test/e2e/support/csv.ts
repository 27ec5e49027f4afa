/** Rows of an RFC 4180 text with a heading line, each by heading; a byte order mark is skipped. */
export function parseCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const rows: string[][] = [[]];
  const cells = text.replace(/^\uFEFF/, '').matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/g);
  for (const [whole, cell = '', end = ''] of cells) {
    if (whole === '') break;
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end !== ',') rows.push([]);
  }
  const [headings = [], ...body] = rows.filter((row) => row.length > 0);
  return body.map((row) => Object.fromEntries(headings.map((heading, index) => [heading, row[index] ?? ''])));
}
