import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine, type EngineOptions } from '#main/engine/index.ts';
import { createInspection, type Inspection, type InspectionDeps, type InspectionEvent } from '#main/inspection/index.ts';
import { openRecords, type Records } from '#main/records/index.ts';
import { defaultShifts } from '#shared/domain/shift.ts';
import { type Recipe, type StoredRecipe } from '#shared/domain/recipe.ts';
import { quiet, recipeFor, type Taught } from './engine-fixture.ts';

export type PartHeard = Extract<InspectionEvent, { type: 'part' }>;

export interface Line {
  readonly inspection: Inspection;
  readonly records: Records;
  readonly engine: Engine;
  readonly bench: Engine;
  readonly folder: string;
  /** Every event since the start, in order. */
  readonly heard: readonly InspectionEvent[];
  parts(): PartHeard[];
  use(recipe: Recipe): Promise<StoredRecipe>;
  close(): Promise<void>;
}

/** Resolves when `condition` holds; what is waited for is named when it never does. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error(`Waited for ever: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A line of real parts: two engine processes, SQLite, pictures on disk. */
export async function openLine(
  taught: Taught,
  options: {
    readonly folder?: string;
    readonly maxPages?: number;
    readonly wrap?: (records: Records) => Records;
    readonly engine?: Partial<EngineOptions>;
    readonly deps?: Partial<InspectionDeps>;
  } = {},
): Promise<Line> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'passline-line-')));
  const records = await openRecords({
    dataFolder: folder,
    log: quiet,
    ...(options.maxPages !== undefined && { maxPages: options.maxPages }),
  });
  const engine = createEngine({ role: 'line', log: quiet, memoryLimitMb: 2_000, hangMs: 3_000, ...options.engine });
  const bench = createEngine({ role: 'bench', log: quiet, memoryLimitMb: 3_000 });
  const inspection = await createInspection({
    line: engine,
    bench,
    records: options.wrap?.(records) ?? records,
    log: quiet,
    modelPaths: () => ({ [taught.modelSha256]: taught.modelPath }),
    picturesFolder: join(folder, 'pictures'),
    healthEveryMs: 100,
    time: { zone: 'UTC', shifts: [...defaultShifts] },
    ...options.deps,
  });
  const heard: InspectionEvent[] = [];
  inspection.subscribe((event) => heard.push(event));
  await until('the engine is ready', () => engine.health().state === 'ready');
  return {
    inspection,
    records,
    engine,
    bench,
    folder,
    heard,
    parts: () => heard.filter((event) => event.type === 'part'),
    async use(recipe) {
      const stored = await records.putRecipe(recipe, { actor: 'test', comment: '' });
      await inspection.setRecipe(stored);
      return stored;
    },
    async close() {
      await inspection.close();
      await Promise.all([engine.stop(), bench.stop()]);
      await records.close();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

export const free = (taught: Taught, change: Partial<Recipe> = {}): Recipe =>
  recipeFor(taught, { trigger: { mode: 'free', periodMs: 20 }, ...change });

export const triggered = (taught: Taught, change: Partial<Recipe> = {}): Recipe => recipeFor(taught, change);

/** What a station promises after any run: counters equal the rows, everything shown is recorded as it was shown. */
export async function proveRecords(line: Line): Promise<void> {
  const { counters } = await line.records.counters();
  const shown = line.inspection.snapshot().counters;
  if (JSON.stringify(counters) !== JSON.stringify(shown)) {
    throw new Error(`Counters ${JSON.stringify(shown)} are not those of the rows ${JSON.stringify(counters)}`);
  }
  for (const { part } of line.parts()) {
    const row = await line.records.part(part.id);
    if (row?.verdict !== part.verdict || row.number !== part.number)
      throw new Error(`Part ${part.number} is recorded otherwise than shown`);
  }
  const proof = await line.records.verify({ pictures: true });
  if (!proof.ok) throw new Error(`The records do not verify: ${JSON.stringify(proof.problems)}`);
}
