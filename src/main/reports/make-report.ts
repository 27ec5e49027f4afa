import { closeSync, openSync, writeSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { ReportStep } from '#shared/contract/reports.ts';
import type { ProofDepth, Report, ReportScope } from '#shared/domain/report.ts';
import { systemTimeZone } from '#shared/domain/time-zone.ts';
import type { Language } from '#shared/i18n/index.ts';
import { csvHeading, csvLines, openReportReader, type ReportReader } from '../records/index.ts';
import { writePdf } from './pdf/write-pdf.ts';
import { proveRecords, readReport } from './read-report.ts';
import { rejectPairs } from './reject-pairs.ts';
import { type RejectPicture, rejectPicture } from './reject-pictures.ts';
import { totalsCsv } from './totals-csv.ts';

export interface ReportOrder {
  readonly dataFolder: string;
  readonly scope: ReportScope;
  readonly language: Language;
  readonly proof: ProofDepth;
  readonly madeBy: string;
  /** Null: the one that the records know, else the name of this machine. */
  readonly stationName: string | null;
  readonly version: string;
  /** Null: the one that the records know, else that of this machine. */
  readonly timeZone: string | null;
  /** Where to write what is wanted; absent: not made. */
  readonly files: ReportFiles;
}

export interface ReportFiles {
  readonly pdf?: string | undefined;
  /** The figures. */
  readonly csv?: string | undefined;
  /** A line for every part. */
  readonly partsCsv?: string | undefined;
}

export type OnStep = (step: ReportStep, done: number, total: number) => void;

/**
 * Makes a report and its files. Reads one snapshot of the records, synchronously and for seconds: only for a process of its
 * own. Files appear under their names once they are whole.
 * @throws RecordsError NOT_FOUND where there are no records
 */
export async function makeReport(order: ReportOrder, onStep: OnStep): Promise<Report> {
  const { files } = order;
  const reader = await openReportReader(order.dataFolder);
  const made: string[] = [];
  const write = async (path: string | undefined, make: (path: string) => Promise<void>): Promise<void> => {
    if (path === undefined) return;
    const unfinished = `${path}.${process.pid}.tmp`;
    made.push(unfinished);
    await make(unfinished);
  };
  try {
    let counted: Report | undefined;
    await write(files.partsCsv, async (path) => {
      counted = readWithParts(reader, order, path, onStep);
    });
    counted ??= read(reader, order, onStep, () => undefined);
    const proof = await proveRecords(order.dataFolder, order.proof, (done, total) => onStep('prove', done, total));
    const report: Report = { ...counted, proof };
    await write(files.csv, (path) => writeFile(path, totalsCsv(report), { mode: 0o600 }));
    await write(files.pdf, async (path) => {
      onStep('draw', 0, 1);
      await writePdf(path, report, {
        language: order.language,
        pictures: await picturesOf(reader, report),
        pairs: await rejectPairs(reader, report.rejects),
        scorers: new Map(report.rejects.map(({ id, number }) => [id, reader.loudestScorer(number)])),
      });
    });
    onStep('draw', 1, 1);
    for (const path of made) await rename(path, path.replace(/\.\d+\.tmp$/, ''));
    return report;
  } catch (error) {
    for (const path of made) await rm(path, { force: true });
    throw error;
  } finally {
    reader.close();
  }
}

function read(
  reader: ReportReader,
  order: ReportOrder,
  onStep: OnStep,
  onParts: Parameters<typeof readReport>[2]['onParts'],
): Report {
  const { scope, version, madeBy } = order;
  const stationName = order.stationName ?? reader.stationName ?? (hostname() || 'Passline');
  const timeZone = order.timeZone ?? reader.timeZone ?? systemTimeZone();
  return readReport(
    reader,
    { scope, version, madeBy, stationName, timeZone },
    { onParts, onProgress: (done, total) => onStep('read', done, total) },
  );
}

/** The table of parts is written from the very rows that are counted. */
function readWithParts(reader: ReportReader, order: ReportOrder, path: string, onStep: OnStep): Report {
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, csvHeading());
    return read(reader, order, onStep, (parts) => void (parts.length > 0 && writeSync(file, csvLines(parts))));
  } finally {
    closeSync(file);
  }
}

async function picturesOf(reader: ReportReader, report: Report): Promise<ReadonlyMap<string, RejectPicture>> {
  const pictures = new Map<string, RejectPicture>();
  for (const reject of report.rejects) pictures.set(reject.id, await rejectPicture(reader, reject));
  return pictures;
}
