import type { ProofDepth, Report, ReportScope, UsedRecipe } from '#shared/domain/report.ts';
import { createTally } from '#shared/domain/report-tally.ts';
import { emptyCounters } from '#shared/domain/counters.ts';
import { type CsvPart, type ReportReader, verifyInThread } from '../records/index.ts';

export interface ReportFacts {
  readonly scope: ReportScope;
  readonly stationName: string;
  readonly version: string;
  readonly madeBy: string;
  /** Whose clock the figures go by. */
  readonly timeZone: string;
}

export interface ReadingOptions {
  /** Takes the parts as they are read, in order of number, some at a time. */
  readonly onParts: (parts: readonly CsvPart[]) => void;
  readonly onProgress: (done: number, total: number) => void;
}

/** Rejected parts that a report shows. */
const galleryLimit = 24;
const batch = 1_000;

/** Counts a report from the rows of one snapshot. The proof is another reading: see {@link proveRecords}. */
export function readReport(reader: ReportReader, facts: ReportFacts, options: ReadingOptions): Report {
  const { scope } = facts;
  const extent = reader.extent(scope);
  const now = Date.now();
  const tally = createTally({
    count: extent?.count ?? 0,
    firstMs: extent === null ? now : Date.parse(extent.firstUtc),
    lastMs: extent === null ? now : Date.parse(extent.lastUtc),
    galleryLimit,
    zone: facts.timeZone,
  });
  if (extent !== null) {
    let parts: CsvPart[] = [];
    let done = 0;
    const flush = (): void => {
      done += parts.length;
      options.onParts(parts);
      options.onProgress(done, extent.count);
      parts = [];
    };
    for (const part of reader.parts(scope, extent)) {
      tally.add(part);
      parts.push(part);
      if (parts.length === batch) flush();
    }
    flush();
    if (done !== extent.count) throw new Error(`${extent.count} parts were announced, ${done} were read`);
  }
  const { recipes, intervals, hours, ...figures } = tally.figures();
  return {
    format: 1,
    station: { id: reader.stationId, name: facts.stationName, version: facts.version },
    madeAtUtc: new Date().toISOString(),
    madeBy: facts.madeBy,
    timeZone: facts.timeZone,
    scope: { ...scope, productName: scope.productId === undefined ? null : reader.productName(scope.productId) },
    head: reader.head,
    ...figures,
    intervals: extent === null ? { ...intervals, rows: [] } : intervals,
    hours: extent === null ? hours.map(() => emptyCounters) : hours,
    scores: extent === null ? [] : figures.scores,
    notCounted: reader.otherModes(scope),
    recipes: recipes.map((used): UsedRecipe => {
      const { productId, version } = used;
      const stored = productId === null || version === null ? null : reader.recipe(productId, version);
      return {
        ...used,
        sha256: stored?.sha256 ?? null,
        createdAtUtc: stored?.createdAtUtc ?? null,
        createdBy: stored?.createdBy ?? null,
        threshold: stored?.threshold ?? null,
        reviewThreshold: stored?.reviewThreshold ?? null,
      };
    }),
    proof: null,
  };
}

const shownProblems = 12;

/** What `passline verify` finds in the whole of the records; null where it is not wanted. */
export async function proveRecords(
  dataFolder: string,
  depth: ProofDepth,
  onProgress: (done: number, total: number) => void,
): Promise<Report['proof']> {
  if (depth === 'none') return null;
  const pictures = depth === 'pictures';
  const result = await verifyInThread({ dataFolder, pictures }, onProgress);
  return {
    ok: result.ok,
    pictures,
    picturesChecked: result.pictures.checked,
    parts: result.parts,
    auditEntries: result.auditEntries,
    head: result.head,
    problemCount: result.problems.length,
    problems: result.problems.slice(0, shownProblems).map(({ kind, subject, detail }) => ({ kind, subject, detail })),
  };
}
