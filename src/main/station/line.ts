import { PasslineError } from '#shared/contract/errors.ts';
import type { Status, Warning } from '#shared/contract/status.ts';
import type { Line } from '../api/index.ts';
import type { Inspection } from '../inspection/index.ts';
import type { Records } from '../records/types.ts';
import type { LineSettingsStore } from './line-settings.ts';

export interface StationFacts {
  readonly bootId: string;
  readonly version: string;
  readonly stationName: () => string;
  readonly timeZone: () => string;
  /** True until the line was brought back to what it was before the last stop. */
  readonly restoring: () => boolean;
  readonly warnings: (freeBytes: number | null) => Warning[];
}

/** The line as the API sees it: what is done to it is kept for the next start, and who did it is audited. */
export function createLine(
  inspection: Inspection,
  settings: LineSettingsStore,
  records: Pick<Records, 'audit'>,
  facts: StationFacts,
): Line {
  return {
    status: () => statusOf(inspection, settings, facts),
    async start(actor) {
      if (facts.restoring() && inspection.snapshot().recipe === null)
        throw new PasslineError('NOT_READY', 'The station is starting.');
      await inspection.start();
      await settings.change({ running: true });
      await records.audit({ actor, action: 'line.started', subject: null, detail: {} });
    },
    async stop(actor) {
      // first what must survive: a station that is switched off while the last part is judged shall not start again by itself
      await settings.change({ running: false });
      await inspection.stop();
      await records.audit({ actor, action: 'line.stopped', subject: null, detail: {} });
    },
    trigger: async ({ serial }) => {
      const { partId, number } = await inspection.trigger({ serial });
      return { partId, number };
    },
    resetCounters: (actor) => inspection.resetCounters(actor),
    async setLot({ lot, supplierLot }, actor) {
      const before = settings.current();
      const next = { lot: lot || null, supplierLot: supplierLot === undefined ? before.supplierLot : supplierLot || null };
      await settings.change(next);
      inspection.setLot(next);
      await records.audit({ actor, action: 'lot.changed', subject: next.lot, detail: { supplierLot: next.supplierLot } });
    },
    async setSource(source, actor) {
      if (facts.restoring()) throw new PasslineError('NOT_READY', 'The station is starting.');
      await inspection.setSource(source);
      await settings.change({ source });
      await records.audit({ actor, action: 'source.changed', subject: source.kind, detail: { source } });
    },
  };
}

export function statusOf(inspection: Inspection, settings: LineSettingsStore, facts: StationFacts): Status {
  const snapshot = inspection.snapshot();
  const { recipe: stored } = snapshot;
  const tool = stored?.recipe.views[0]?.tools[0];
  return {
    state: facts.restoring() ? 'starting' : snapshot.state,
    stationName: facts.stationName(),
    version: facts.version,
    bootId: facts.bootId,
    serverTimeUtc: new Date().toISOString(),
    timeZone: facts.timeZone(),
    demo: stored !== null && stored.recipe.productId === settings.current().demoProductId,
    product:
      stored && tool
        ? {
            id: stored.recipe.productId,
            name: stored.recipe.name,
            number: stored.recipe.number,
            version: stored.version,
            threshold: tool.threshold,
            reviewThreshold: tool.reviewThreshold,
            modelSha256: tool.modelSha256,
            triggerMode: stored.recipe.trigger.mode,
          }
        : null,
    lot: snapshot.lot,
    operator: snapshot.operator,
    counters: snapshot.counters,
    countersSinceUtc: snapshot.countersSinceUtc,
    shift: snapshot.shift,
    yield: snapshot.yield,
    cycle: snapshot.cycle,
    frames: snapshot.frames,
    camera: snapshot.camera,
    engines: snapshot.engines,
    records: snapshot.records,
    blockers: snapshot.blockers,
    warnings: facts.warnings(snapshot.records.freeBytes),
  };
}
