import type { ReportOrder } from '../../client/addresses.ts';
import { dayBegin } from '#shared/domain/time-zone.ts';
import { pickedUtc, type StationClock } from '../records/records-filter.ts';
import type { ProofDepth } from '#shared/domain/report.ts';
import type { Language } from '#shared/i18n/index.ts';

export const periods = ['shift', 'today', 'yesterday', 'week', 'custom'] as const;
export type Period = (typeof periods)[number];

/** What a person set before a report is made. */
export interface ReportChoice {
  readonly period: Period;
  /** Times of `custom` on the station's clock, as the pickers give them (`YYYY-MM-DD HH:mm:ss`). */
  readonly from: string | null;
  readonly to: string | null;
  readonly productId: string | null;
  readonly lot: string;
  readonly supplierLot: string;
  readonly language: Language;
  readonly proof: ProofDepth;
}

/** The order for a choice. `now` ends the periods that are still going on, so that what is printed is a definite time. */
export function toOrder(choice: ReportChoice, now: Date, clock: StationClock): ReportOrder {
  const lot = choice.lot.trim();
  const supplierLot = choice.supplierLot.trim();
  return {
    scope: {
      ...periodOf(choice, now, clock),
      ...(choice.productId === null ? {} : { productId: choice.productId }),
      ...(lot === '' ? {} : { lot }),
      ...(supplierLot === '' ? {} : { supplierLot }),
    },
    language: choice.language,
    proof: choice.proof,
  };
}

function periodOf(choice: ReportChoice, now: Date, { zone, shiftSinceUtc }: StationClock): { from?: string; to?: string } {
  const midnight = (daysBack: number): string => new Date(dayBegin(now.getTime(), zone, daysBack)).toISOString();
  const end = now.toISOString();
  switch (choice.period) {
    case 'shift':
      return { from: new Date(shiftSinceUtc ?? midnight(0)).toISOString(), to: end };
    case 'today':
      return { from: midnight(0), to: end };
    case 'yesterday':
      return { from: midnight(1), to: midnight(0) };
    case 'week':
      return { from: midnight(6), to: end };
    case 'custom': {
      const from = pickedUtc(choice.from, zone);
      const to = pickedUtc(choice.to, zone);
      return { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) };
    }
  }
}

/** Whether a report could hold anything: its end does not lie before its beginning. */
export function isPossible({ period, from, to }: ReportChoice): boolean {
  return period !== 'custom' || from === null || to === null || from < to;
}
