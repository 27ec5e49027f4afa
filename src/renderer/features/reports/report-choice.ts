import type { ReportOrder } from '../../client/addresses.ts';
import type { ProofDepth } from '#shared/domain/report.ts';
import type { Language } from '#shared/i18n/index.ts';

export const periods = ['shift', 'today', 'yesterday', 'week', 'custom'] as const;
export type Period = (typeof periods)[number];

/** What a person set before a report is made. */
export interface ReportChoice {
  readonly period: Period;
  /** Local times of `custom`, as the pickers give them (`YYYY-MM-DD HH:mm:ss`). */
  readonly from: string | null;
  readonly to: string | null;
  readonly productId: string | null;
  readonly lot: string;
  readonly supplierLot: string;
  readonly language: Language;
  readonly proof: ProofDepth;
}

/** The order for a choice. `now` ends the periods that are still going on, so that what is printed is a definite time. */
export function toOrder(choice: ReportChoice, now: Date, shiftSinceUtc: string | null): ReportOrder {
  const lot = choice.lot.trim();
  const supplierLot = choice.supplierLot.trim();
  return {
    scope: {
      ...periodOf(choice, now, shiftSinceUtc),
      ...(choice.productId === null ? {} : { productId: choice.productId }),
      ...(lot === '' ? {} : { lot }),
      ...(supplierLot === '' ? {} : { supplierLot }),
    },
    language: choice.language,
    proof: choice.proof,
  };
}

function periodOf(choice: ReportChoice, now: Date, shiftSinceUtc: string | null): { from?: string; to?: string } {
  const midnight = (daysBack: number): string =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysBack).toISOString();
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
      const from = localToUtc(choice.from);
      const to = localToUtc(choice.to);
      return { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) };
    }
  }
}

/** Whether a report could hold anything: its end does not lie before its beginning. */
export function isPossible({ period, from, to }: ReportChoice): boolean {
  if (period !== 'custom') return true;
  const [begin, end] = [localToUtc(from), localToUtc(to)];
  return begin === null || end === null || begin < end;
}

function localToUtc(local: string | null): string | null {
  if (local === null) return null;
  const date = new Date(local.replace(' ', 'T'));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
