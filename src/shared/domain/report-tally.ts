import { type Counters, countVerdict, emptyCounters, yieldOf } from './counters.ts';
import type { PartSummary } from './inspection.ts';
import { percentile, wilsonInterval } from './metrics.ts';
import type { Reject, Report, ThresholdChange } from './report.ts';
import { intervalOf, intervalsOver, slicesOver } from './report-intervals.ts';
import { createGroups } from './report-groups.ts';
import { createRejudged } from './report-rejudged.ts';
import { createScoreSlices } from './report-scores.ts';
import { wallTimeAt } from './time-zone.ts';

/** A part as the tally takes it: its row and the models that judged it. */
export interface TalliedPart extends PartSummary {
  readonly modelSha256s: readonly string[];
}

type Figures = Pick<
  Report,
  | 'first'
  | 'last'
  | 'counters'
  | 'yield'
  | 'intervals'
  | 'hours'
  | 'reasons'
  | 'defectKinds'
  | 'scores'
  | 'thresholds'
  | 'cycle'
  | 'lots'
  | 'supplierLots'
  | 'rejudged'
  | 'rejects'
> & {
  readonly recipes: readonly Omit<
    Report['recipes'][number],
    'sha256' | 'createdAtUtc' | 'createdBy' | 'threshold' | 'reviewThreshold'
  >[];
};

export interface Tally {
  /** In order of number. */
  add(part: TalliedPart): void;
  figures(): Figures;
}

/** Few enough that a slice holds the parts that a 95 % mark needs. */
const sliceCount = (parts: number): number => Math.min(80, Math.max(8, Math.round(parts / 60)));
const mostChanges = 400;
const mostRecipes = 1_000;
const mostKinds = 100;

/**
 * Adds production parts up, one after the other, in bounded memory (but for 8 bytes a part: the 95th percentile of the cycle
 * times is exact). `firstMs` and `lastMs` are the moments of the earliest and latest part that will come, `zone` is whose
 * clock the intervals and hours go by.
 */
export function createTally(range: {
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly galleryLimit: number;
  readonly zone: string;
}): Tally {
  const intervals = intervalsOver(range.firstMs, range.lastMs, range.zone);
  const byInterval = intervals.edges.slice(1).map((): Counters => emptyCounters);
  const hours = Array.from({ length: 24 }, (): Counters => emptyCounters);
  const scores = createScoreSlices(slicesOver(range.firstMs, range.lastMs, sliceCount(range.count)));
  const reasons = new Map<string, { reason: PartSummary['reason']; verdict: PartSummary['verdict']; count: number }>();
  const kinds = new Map<string | null, { kind: string | null; count: number }>();
  const lots = createGroups();
  const supplierLots = createGroups();
  const rejudged = createRejudged();
  const recipes = new Map<string, Figures['recipes'][number] & { counters: Counters; lastUtc: string }>();
  const changes: ThresholdChange[] = [];
  const latencies: number[] = [];
  let otherChanges = 0;
  let lastChange: ThresholdChange | null = null;
  let counters = emptyCounters;
  let first: Report['first'] = null;
  let last: Report['last'] = null;
  let rejects: Reject[] = [];

  function addChange(part: TalliedPart): void {
    if (part.threshold === null) return;
    const { threshold, productName, recipeVersion } = part;
    const same =
      lastChange?.threshold === threshold && lastChange.productName === productName && lastChange.recipeVersion === recipeVersion;
    if (same) return;
    lastChange = { fromUtc: part.judgedAtUtc, number: part.number, productName, recipeVersion, threshold };
    if (changes.length < mostChanges) changes.push(lastChange);
    else otherChanges += 1;
  }

  function addRecipe(part: TalliedPart): void {
    const { productId, productName, recipeVersion: version } = part;
    const key = JSON.stringify([productId, version]);
    const known = recipes.get(key);
    if (known === undefined && recipes.size >= mostRecipes) return;
    recipes.set(key, {
      productId,
      productName,
      version,
      modelSha256: [...new Set([...(known?.modelSha256 ?? []), ...part.modelSha256s])],
      counters: countVerdict(known?.counters ?? emptyCounters, part.verdict),
      firstUtc: known?.firstUtc ?? part.judgedAtUtc,
      lastUtc: part.judgedAtUtc,
    });
  }

  function addReject(part: TalliedPart): void {
    if (part.verdict !== 'fail') return;
    const score = part.score ?? Number.NEGATIVE_INFINITY;
    if (rejects.length >= range.galleryLimit && score <= (rejects.at(-1)?.score ?? Number.NEGATIVE_INFINITY)) return;
    const { id, number, judgedAtUtc, reason, threshold, defectCount, defectKinds, lot, serial } = part;
    const told = { defectCount, defectKinds: [...defectKinds] };
    const reject = { id, number, judgedAtUtc, reason, score: part.score, threshold, ...told, lot, serial };
    rejects = [...rejects, reject].sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || a.number - b.number);
    rejects.length = Math.min(rejects.length, range.galleryLimit);
  }

  return {
    add(part) {
      const { verdict, reason } = part;
      const ms = Date.parse(part.judgedAtUtc);
      counters = countVerdict(counters, verdict);
      first ??= { number: part.number, utc: part.judgedAtUtc };
      last = { number: part.number, utc: part.judgedAtUtc };
      const interval = intervalOf(intervals, ms);
      // Outside of what was announced: a total that does not add up must never be printed.
      if (interval < 0) throw new RangeError(`part ${part.number} lies outside the period`);
      byInterval[interval] = countVerdict(byInterval[interval] ?? emptyCounters, verdict);
      const { hour } = wallTimeAt(ms, range.zone);
      hours[hour] = countVerdict(hours[hour] ?? emptyCounters, verdict);
      if (verdict !== 'pass') {
        const key = `${verdict} ${reason}`;
        reasons.set(key, { reason, verdict, count: (reasons.get(key)?.count ?? 0) + 1 });
        for (const kind of part.defectKinds) {
          if (kinds.has(kind) || kinds.size < mostKinds) kinds.set(kind, { kind, count: (kinds.get(kind)?.count ?? 0) + 1 });
        }
      }
      if (part.score !== null) scores.add(ms, part.score);
      if (Number.isFinite(part.latencyMs) && part.latencyMs >= 0) latencies.push(part.latencyMs);
      lots.add(part.lot, verdict);
      supplierLots.add(part.supplierLot, verdict);
      rejudged.add(part);
      addChange(part);
      addRecipe(part);
      addReject(part);
    },
    figures() {
      const share = yieldOf(counters);
      return {
        first,
        last,
        counters,
        yield: share === null ? null : { share, ...wilsonInterval(counters.ok, counters.total) },
        intervals: {
          unit: intervals.unit,
          rows: byInterval.map((each, index) => ({
            fromUtc: utcOf(intervals.edges[index]),
            toUtc: utcOf(intervals.edges[index + 1]),
            counters: each,
          })),
        },
        hours,
        reasons: pareto([...reasons.values()]),
        defectKinds: pareto([...kinds.values()]),
        scores: scores.slices(),
        thresholds: { changes, others: otherChanges },
        cycle: cycleOf(latencies),
        lots: lots.largest(),
        supplierLots: supplierLots.largest(),
        rejudged: rejudged.summary(),
        recipes: [...recipes.values()],
        rejects,
      };
    },
  };
}

/** Most frequent first, each with the share (0..1) that it and all before it have of the whole. */
export function pareto<T extends { readonly count: number }>(counts: readonly T[]): (T & { cumulative: number })[] {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  let soFar = 0;
  return counts
    .toSorted((a, b) => b.count - a.count)
    .map((each) => {
      soFar += each.count;
      return { ...each, cumulative: soFar / total };
    });
}

function cycleOf(latencies: readonly number[]): Report['cycle'] {
  if (latencies.length === 0) return null;
  let minMs = Number.POSITIVE_INFINITY;
  let maxMs = 0;
  let sum = 0;
  for (const ms of latencies) {
    minMs = Math.min(minMs, ms);
    maxMs = Math.max(maxMs, ms);
    sum += ms;
  }
  return { minMs, meanMs: sum / latencies.length, p95Ms: percentile(latencies, 0.95), maxMs };
}

function utcOf(ms: number | undefined): string {
  return new Date(ms ?? 0).toISOString();
}
