import { PasslineError } from '#shared/contract/errors.ts';
import type { Blocker, StationState } from '#shared/contract/status.ts';
import { yieldOf } from '#shared/domain/counters.ts';
import { emptyCycle } from '#shared/domain/cycle.ts';
import { type PartReport, partSummarySchema } from '#shared/domain/inspection.ts';
import type { Judgement } from '../engine/index.ts';
import type { NewPart } from '../records/types.ts';
import { type PartContext, summarize } from './compose-part.ts';
import { createLineParts } from './line-parts.ts';
import { createLineSetup } from './line-setup.ts';
import { createPictureQueue } from './picture-queue.ts';
import { createRecorder } from './recorder.ts';
import { createRunLoop, type PartEnd } from './run-loop.ts';
import { createServiceParts } from './service-parts.ts';
import { readTally, tallyPart, turnShift } from './tally.ts';
import type { Inspection, InspectionDeps, InspectionEvent, InspectionSnapshot } from './types.ts';

/** Pictures of an offline source that may wait to be written before the next part is read. */
const mostPendingOffline = 12;
const drainMs = 2_500;

/**
 * The run loop of the line and what is known of it. A verdict is published only after its row was committed, so counters,
 * screens and outputs never know more than the records; counters are read from the rows at the start.
 */
export async function createInspection(deps: InspectionDeps): Promise<Inspection> {
  const { line, bench, records, log } = deps;
  const now = deps.now ?? (() => new Date());
  let { time } = deps;
  const listeners = new Set<(event: InspectionEvent) => void>();
  let labels: { lot: string | null; supplierLot: string | null; operator: string | null } = {
    lot: null,
    supplierLot: null,
    operator: null,
  };
  let tally = await readTally(records, now(), time);
  let changeTold = true;

  const tell = (event: InspectionEvent): void => {
    for (const listener of [...listeners]) {
      try {
        listener(event);
      } catch (error) {
        // Whoever listens may fail; the line goes on.
        log.error({ err: error }, 'a listener of the line failed');
      }
    }
  };

  const changed = (): void => {
    if (!changeTold) return;
    changeTold = false;
    queueMicrotask(() => {
      changeTold = true;
      tell({ type: 'changed' });
    });
  };
  const changedAndWake = (): void => {
    changed();
    loop.wake();
  };

  const publish = (part: NewPart, number: number, judgement: Judgement | null): void => {
    const { summary, defects } = summarize(part, number);
    const { width, height } = part;
    const pictures = { preview: judgement?.preview ?? null, map: judgement?.map ?? null };
    tell({ type: 'part', part: summary, defects, width, height, ...pictures, counters: tally.counters });
    changed();
  };

  /** A part that is shown later than it was judged: the line has gone on, there is no live picture of it any more. */
  const publishRow = (row: PartReport): void => {
    const { defects, width, height } = row;
    const part = partSummarySchema.parse(row);
    tell({ type: 'part', part, defects, width, height, preview: null, map: null, counters: tally.counters });
    changed();
  };

  const recorder = createRecorder({
    records,
    log,
    timeoutMs: deps.recordTimeoutMs ?? 5_000,
    healthEveryMs: deps.healthEveryMs ?? 1_000,
    async onRecovered(late) {
      tally = await readTally(records, now(), time, tally.cycle);
      for (const row of late) publishRow(row);
    },
    onChange: () => changedAndWake(),
  });
  const pictures = createPictureQueue({ records, log, folder: deps.picturesFolder, onChange: () => changedAndWake() });
  const setup = createLineSetup({ line, log, modelPaths: deps.modelPaths, onChange: changed });

  const finish = async (part: NewPart, context: PartContext, judgement: Judgement | null): Promise<PartEnd> => {
    const result = await recorder.record(part, (number) => {
      const cycleMs = Number(process.hrtime.bigint() - context.triggerMonoNs) / 1e6;
      tally = tallyPart(tally, part, cycleMs, time);
      publish(part, number, judgement);
    });
    const engine = part.mode === 'service' ? bench : line;
    if ('number' in result) {
      pictures.keep(engine, part, context.stored.recipe);
      return { recorded: { partId: part.id, number: result.number }, detail: null };
    }
    pictures.keep(engine, { ...part, pictures: [] }, context.stored.recipe);
    if (part.mode === 'production') tell({ type: 'unrecorded', partId: part.id, reason: 'RECORD_FAILED', detail: result.detail });
    return { recorded: null, detail: result.detail };
  };

  const parts = createLineParts({
    line,
    setup,
    labels: () => labels,
    now,
    finish,
    onEnded() {
      setup.noteEnded(true);
      void loop.stop();
    },
  });
  const loop = createRunLoop({
    setup,
    judge: parts.judge,
    refuse: parts.refuse,
    recordsDetail: () => {
      const { writable, detail } = recorder.health();
      return writable ? null : (detail ?? 'The records cannot be written.');
    },
    mustWait: () => setup.camera().offline && pictures.pending() >= mostPendingOffline,
    onChange: changed,
    onFault: (error) => log.error({ err: error }, 'the run loop failed over a part'),
  });
  const inspectPicture = createServiceParts({ bench, modelPaths: deps.modelPaths, now, finish });

  const unsubscribe = [
    line.subscribe({
      onEvent(event) {
        setup.onEvent(event);
        if (event.type === 'frame') tell({ type: 'frame', frame: event.frame, preview: event.preview });
      },
      onState: changedAndWake,
    }),
    bench.subscribe({ onState: changed }),
  ];

  const blockers = (): Blocker[] => {
    const own = recorder.blocker();
    return own ? [own, ...setup.blockers()] : setup.blockers();
  };

  return {
    async start() {
      if (setup.recipe() === null) throw new PasslineError('NO_PRODUCT');
      if (setup.blockers().some((blocker) => blocker.code === 'SOURCE_ENDED')) setup.reopen();
      loop.start();
    },
    stop: () => loop.stop(),
    trigger: ({ serial }) => loop.trigger(serial),
    async setRecipe(recipe) {
      setup.setRecipe(recipe);
      changed();
      await loop.settled();
      const rejected = setup.recipe() === recipe && setup.blockers().find((blocker) => blocker.code === 'MODEL_REJECTED');
      if (rejected) throw new PasslineError('NOT_READY', rejected.detail);
    },
    async setSource(source, { insist = false } = {}) {
      if (loop.isWanted()) throw new PasslineError('LINE_RUNNING');
      const before = setup.source();
      setup.setSource(source);
      changed();
      await loop.settled();
      const camera = setup.camera();
      if (insist || source === null || setup.source() !== source || camera.state !== 'lost') return;
      const detail = setup.blockers().find((blocker) => blocker.code === 'CAMERA_LOST')?.detail ?? null;
      setup.setSource(before);
      loop.wake();
      throw new PasslineError('SOURCE_INVALID', detail);
    },
    setLot({ lot, supplierLot }) {
      labels = { ...labels, lot, supplierLot: supplierLot === undefined ? labels.supplierLot : supplierLot };
      changed();
    },
    setOperator(operator) {
      labels = { ...labels, operator };
      changed();
    },
    async setTime(next) {
      await recorder.between(async () => {
        time = next;
        tally = await readTally(records, now(), time, tally.cycle);
      });
      changed();
    },
    async resetCounters(actor) {
      await recorder.between(async () => {
        await records.resetCounters(actor).catch((error: unknown) => {
          throw new PasslineError('NOT_READY', error instanceof Error ? error.message : null, { cause: error });
        });
        tally = await readTally(records, now(), time, emptyCycle);
      });
      changed();
    },
    inspectPicture,
    snapshot() {
      tally = turnShift(tally, now(), time);
      const found = blockers();
      const { minMs, meanMs, maxMs, lastMs } = tally.cycle;
      return {
        state: stateOf(loop.isWanted(), found),
        blockers: found,
        recipe: setup.recipe(),
        ...labels,
        counters: tally.counters,
        countersSinceUtc: tally.sinceUtc,
        shift: { name: tally.shift.name, sinceUtc: tally.shift.since.toISOString(), counters: tally.shiftCounters },
        yield: yieldOf(tally.counters),
        cycle: { minMs, meanMs, maxMs, lastMs },
        frames: setup.frames(),
        camera: setup.camera(),
        engines: { line: lineHealth(deps), bench: benchHealth(deps) },
        records: { ...recorder.health(), picturesPending: pictures.pending() },
      };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await loop.close();
      await pictures.drained(drainMs);
      recorder.close();
      for (const end of unsubscribe) end();
    },
  };
}

/** A line that only starts up is not in trouble; whatever else prevents inspecting that was asked for is an error. */
function stateOf(wanted: boolean, blockers: readonly Blocker[]): StationState {
  if (blockers.length === 0) return wanted ? 'running' : 'stopped';
  if (blockers.every((blocker) => blocker.code === 'ENGINE_STARTING')) return 'starting';
  if (wanted) return 'error';
  return blockers.every((blocker) => blocker.code === 'SOURCE_ENDED') ? 'stopped' : 'not_ready';
}

function lineHealth({ line }: InspectionDeps): InspectionSnapshot['engines']['line'] {
  const { state, pid, restarts } = line.health();
  return { state: state === 'idle' ? 'starting' : state, pid, restarts };
}

function benchHealth({ bench }: InspectionDeps): InspectionSnapshot['engines']['bench'] {
  const { state, pid, restarts } = bench.health();
  return { state, pid, restarts };
}
