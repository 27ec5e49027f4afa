import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenedReport, openedReportSchema } from '#shared/contract/reports.ts';

export const reportFiles = { pdf: 'report.pdf', csv: 'totals.csv', partsCsv: 'parts.csv' } as const;
export type ReportFile = keyof typeof reportFiles;

/** Finished reports on disk: a folder each, its `report.json` written last. */
export interface ReportStore {
  /** Makes the folder of a report and answers with where its files go. */
  prepare(id: string): Promise<Record<ReportFile, string>>;
  keep(report: OpenedReport): Promise<void>;
  read(id: string): Promise<OpenedReport | null>;
  /** Everything finished; folders of reports that were never finished are removed. */
  all(): Promise<OpenedReport[]>;
  /** What the files of a report take on the disk. */
  bytes(id: string): Promise<number>;
  /** Room that is left on the disk of the reports. */
  freeBytes(): Promise<number>;
  remove(id: string): Promise<void>;
}

const description = 'report.json';
const isId = (name: string): boolean => /^[0-9a-f-]{36}$/.test(name);

export function createReportStore(folder: string): ReportStore {
  const place = (id: string): string => {
    if (!isId(id)) throw new RangeError('not the id of a report');
    return join(folder, id);
  };
  const read = async (id: string): Promise<OpenedReport | null> => {
    if (!isId(id)) return null;
    const text = await readFile(join(place(id), description), 'utf8').catch(() => null);
    if (text === null) return null;
    const parsed = openedReportSchema.safeParse(parseJson(text));
    return parsed.success && parsed.data.id === id ? parsed.data : null;
  };
  const remove = (id: string): Promise<void> => rm(place(id), { recursive: true, force: true });
  return {
    async prepare(id) {
      const own = place(id);
      await mkdir(own, { recursive: true, mode: 0o700 });
      return { pdf: join(own, reportFiles.pdf), csv: join(own, reportFiles.csv), partsCsv: join(own, reportFiles.partsCsv) };
    },
    async keep(report) {
      const path = join(place(report.id), description);
      await writeFile(`${path}.tmp`, JSON.stringify(report), { mode: 0o600 });
      await rename(`${path}.tmp`, path);
    },
    read,
    async all() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const found: OpenedReport[] = [];
      for (const id of (await readdir(folder)).filter(isId)) {
        const report = await read(id);
        if (report === null) await remove(id);
        else found.push(report);
      }
      return found;
    },
    async bytes(id) {
      const sizes = Object.values(reportFiles).map(
        async (name) => (await stat(join(place(id), name)).catch(() => null))?.size ?? 0,
      );
      return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    },
    async freeBytes() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    remove,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
