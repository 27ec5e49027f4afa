import { type Counters, countVerdict, emptyCounters } from '#shared/domain/counters.ts';
import { addCycle, type Cycle, emptyCycle } from '#shared/domain/cycle.ts';
import { type Shift, type StationTime, shiftAt } from '#shared/domain/shift.ts';
import type { NewPart, Records } from '../records/types.ts';

/** What has been counted: read from the rows at the start, continued with every row that is committed. */
export interface Tally {
  readonly counters: Counters;
  readonly sinceUtc: string | null;
  readonly shift: Shift;
  readonly shiftCounters: Counters;
  /** Since the start of the station or the last reset. */
  readonly cycle: Cycle;
}

/** Counts the rows anew. The cycle times stay: they are in no row. */
export async function readTally(records: Records, now: Date, time: StationTime, cycle: Cycle = emptyCycle): Promise<Tally> {
  const shift = shiftAt(now, time);
  const [{ counters, sinceUtc }, shiftCounters] = await Promise.all([
    records.counters(),
    records.countersSince(shift.since.toISOString()),
  ]);
  return { counters, sinceUtc, shift, shiftCounters, cycle };
}

/** Adds a committed row. Only production parts count; a part belongs to the shift in which it was judged. */
export function tallyPart(tally: Tally, part: NewPart, cycleMs: number, time: StationTime): Tally {
  if (part.mode !== 'production') return tally;
  const turned = turnShift(tally, new Date(part.judgedAtUtc), time);
  const inShift = new Date(part.judgedAtUtc) >= turned.shift.since;
  return {
    ...turned,
    counters: countVerdict(turned.counters, part.verdict),
    shiftCounters: inShift ? countVerdict(turned.shiftCounters, part.verdict) : turned.shiftCounters,
    cycle: addCycle(turned.cycle, cycleMs),
  };
}

/** Begins the next shift at nought once its time has come. A clock that is set back ends no shift twice. */
export function turnShift(tally: Tally, now: Date, time: StationTime): Tally {
  const shift = shiftAt(now, time);
  return shift.since > tally.shift.since ? { ...tally, shift, shiftCounters: emptyCounters } : tally;
}
