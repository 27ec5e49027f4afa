import type { ReportStep } from '#shared/contract/reports.ts';
import type { Report } from '#shared/domain/report.ts';
import type { ReportOrder } from './make-report.ts';

/** Between the station and the process that makes one report. */
export interface ToReportProcess {
  readonly kind: 'make';
  readonly order: ReportOrder;
}
export type FromReportProcess =
  | { readonly kind: 'step'; readonly step: ReportStep; readonly done: number; readonly total: number }
  | { readonly kind: 'made'; readonly report: Report }
  | { readonly kind: 'failed'; readonly message: string };
