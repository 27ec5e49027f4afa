import type { PartMode } from '#shared/domain/inspection.ts';
import type { ReasonCode } from '#shared/domain/reason.ts';
import { dayBegin, momentOfText } from '#shared/domain/time-zone.ts';
import type { Verdict } from '#shared/domain/verdict.ts';
import type { RecordsFilter } from '../../client/addresses.ts';

/** The station's time: what today and a picked time mean, and when its shift began. */
export interface StationClock {
  readonly zone: string;
  readonly shiftSinceUtc: string | null;
}

export const timePresets = ['shift', 'hour', 'today', 'week', 'all', 'custom'] as const;
export type TimePreset = (typeof timePresets)[number];

export const rejudgedChoices = ['no', 'yes', 'pass', 'fail'] as const;
export type Rejudged = (typeof rejudgedChoices)[number];

/** What a person set in the bar above the records. */
export interface FilterChoice {
  readonly verdicts: readonly Verdict[];
  readonly preset: TimePreset;
  /** Times of `custom` on the station's clock, as the pickers give them (`YYYY-MM-DD HH:mm:ss`). */
  readonly from: string | null;
  readonly to: string | null;
  readonly productId: string | null;
  readonly mode: PartMode | null;
  readonly reason: ReasonCode | null;
  readonly lot: string;
  readonly serial: string;
  readonly supplierLot: string;
  readonly defectKind: string;
  readonly rejudged: Rejudged | null;
  readonly minScore: number | null;
  readonly maxScore: number | null;
}

export const noFilter: FilterChoice = {
  verdicts: [],
  preset: 'all',
  from: null,
  to: null,
  productId: null,
  mode: null,
  reason: null,
  lot: '',
  serial: '',
  supplierLot: '',
  defectKind: '',
  rejudged: null,
  minScore: null,
  maxScore: null,
};

/** Whether a condition is set that not everybody needs every day: those stand in a row of their own. */
export const hasMore = ({ supplierLot, defectKind, rejudged, minScore, maxScore }: FilterChoice): boolean =>
  supplierLot !== '' || defectKind !== '' || rejudged !== null || minScore !== null || maxScore !== null;

export const isNarrowed = (choice: FilterChoice): boolean => JSON.stringify(choice) !== JSON.stringify(noFilter);

/** The filter of the contract for a choice. `now` fixes the relative times, so that every page and the CSV see the same parts. */
export function toRecordsFilter(choice: FilterChoice, now: Date, clock: StationClock): RecordsFilter {
  const { from, to } = timesOf(choice, now, clock);
  const lot = choice.lot.trim();
  const serial = choice.serial.trim();
  const supplierLot = choice.supplierLot.trim();
  const defectKind = choice.defectKind.trim();
  return {
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    ...(choice.verdicts.length === 0 ? {} : { verdict: [...choice.verdicts] }),
    ...(choice.productId === null ? {} : { productId: choice.productId }),
    ...(choice.mode === null ? {} : { mode: choice.mode }),
    ...(choice.reason === null ? {} : { reason: choice.reason }),
    ...(lot === '' ? {} : { lot }),
    ...(serial === '' ? {} : { serial }),
    ...(supplierLot === '' ? {} : { supplierLot }),
    ...(defectKind === '' ? {} : { defectKind }),
    ...(choice.rejudged === null ? {} : { rejudged: choice.rejudged }),
    ...(choice.minScore === null ? {} : { minScore: choice.minScore }),
    ...(choice.maxScore === null ? {} : { maxScore: choice.maxScore }),
  };
}

function timesOf(choice: FilterChoice, now: Date, clock: StationClock): { from: string | null; to: string | null } {
  const before = (ms: number): string => new Date(now.getTime() - ms).toISOString();
  switch (choice.preset) {
    case 'all':
      return { from: null, to: null };
    case 'shift':
      return { from: clock.shiftSinceUtc === null ? null : new Date(clock.shiftSinceUtc).toISOString(), to: null };
    case 'hour':
      return { from: before(3_600_000), to: null };
    case 'today':
      return { from: new Date(dayBegin(now.getTime(), clock.zone)).toISOString(), to: null };
    case 'week':
      return { from: before(7 * 86_400_000), to: null };
    case 'custom':
      return { from: pickedUtc(choice.from, clock.zone), to: pickedUtc(choice.to, clock.zone) };
  }
}

/** A picked time as UTC: what is picked is what the station's clock shows. */
export function pickedUtc(picked: string | null, zone: string): string | null {
  const ms = picked === null ? null : momentOfText(picked, zone);
  return ms === null ? null : new Date(ms).toISOString();
}
