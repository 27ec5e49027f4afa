import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { styleText } from 'node:util';
import { stringify } from 'csv-stringify';
import { kindsOf } from '#shared/domain/defect-kinds.ts';
import { UsageError } from './exit-codes.ts';
import type { FileVerdict } from './judge-files.ts';

/** The line of `--json`: the agreed fields in the agreed order, and the detail of an error. */
export function jsonLine({ path, verdict, score, threshold, reason, ms, defects, detail }: FileVerdict): Record<string, unknown> {
  return { path, verdict, score, threshold, reason, ms, defects, ...(detail !== null && { detail }) };
}

const marks = { pass: ['✓', 'green'], review: ['?', 'yellow'], fail: ['✕', 'red'], error: ['⚠', 'magenta'] } as const;

/** `: scratch, unknown`; nothing where the model names no kinds. */
function kindsText(defects: FileVerdict['defects']): string {
  const kinds = kindsOf(defects).map((kind) => kind ?? 'unknown');
  return kinds.length === 0 ? '' : `: ${kinds.join(', ')}`;
}

/** The line for people: verdict, score against threshold, file, and why if it is an error. */
export function humanLine({ path, verdict, score, reason, defects, detail }: FileVerdict): string {
  const [mark, colour] = marks[verdict];
  const figures = score === null ? '     –' : score.toFixed(3).padStart(6);
  const head = styleText(colour, `${mark} ${verdict.padEnd(6)}`, { stream: process.stdout });
  const why = verdict === 'error' ? `  ${reason}${detail === null ? '' : `: ${detail}`}` : '';
  const found =
    defects.length === 0 ? '' : `  ${defects.length} ${defects.length === 1 ? 'defect' : 'defects'}${kindsText(defects)}`;
  return `${head} ${figures}  ${path}${found}${why}`;
}

export function summaryLine(counts: Readonly<Record<FileVerdict['verdict'], number>>): string {
  const total = counts.pass + counts.review + counts.fail + counts.error;
  const parts = (['pass', 'review', 'fail', 'error'] as const).filter((verdict) => counts[verdict] > 0 || verdict !== 'review');
  return `${total} ${total === 1 ? 'file' : 'files'}: ${parts.map((verdict) => `${counts[verdict]} ${verdict}`).join(', ')}`;
}

export interface CsvReport {
  add(verdict: FileVerdict): Promise<void>;
  close(): Promise<void>;
}

/** A table that spreadsheets open as it is: UTF-8 with a mark, no cell that could run as a formula. */
export function csvReport(path: string): CsvReport {
  const table = stringify({
    bom: true,
    header: true,
    escape_formulas: true,
    columns: ['path', 'verdict', 'score', 'threshold', 'reason', 'ms', 'defects', 'largest_area_px', 'detail', 'kinds'],
  });
  const file = createWriteStream(path);
  table.pipe(file);
  const done = finished(file);
  // The failure is reported when the table is closed or the next row is added; until then it must not end the process.
  done.catch(() => undefined);
  file.on('error', (error) => table.destroy(error));
  const failed = (error: unknown): never => {
    throw new UsageError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`, {
      cause: error,
    });
  };
  return {
    async add({ defects, detail, ...row }) {
      if (table.destroyed) return done.catch(failed);
      const largest = Math.max(0, ...defects.map((defect) => defect.area_px));
      table.write({
        ...row,
        score: row.score ?? '',
        defects: defects.length,
        largest_area_px: largest,
        detail: detail ?? '',
        kinds: kindsText(defects).slice(2),
      });
    },
    async close() {
      table.end();
      await done.catch(failed);
    },
  };
}

/** Names for overlays: those of the pictures, numbered where two folders have a picture of the same name. */
export function overlayNames(folder: string): { move(from: string, picture: string): Promise<void> } {
  const taken = new Set<string>();
  return {
    async move(from, picture) {
      const stem = basename(picture, extname(picture));
      let name = `${stem}.overlay.jpg`;
      for (let copy = 2; taken.has(name.toLowerCase()); copy += 1) name = `${stem}.${copy}.overlay.jpg`;
      taken.add(name.toLowerCase());
      await mkdir(folder, { recursive: true });
      // Not renamed: the temporary folder may lie on another disk.
      await copyFile(from, join(folder, name));
      await rm(dirname(from), { recursive: true, force: true });
    },
  };
}
