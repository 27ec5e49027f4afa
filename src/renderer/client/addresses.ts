import type { z } from 'zod';
import type { AuditFilter } from '#shared/contract/audit.ts';
import { apiPrefix } from '#shared/contract/index.ts';
import type { partFilterSchema } from '#shared/contract/parts.ts';
import type { reportOrderSchema } from '#shared/contract/reports.ts';

/** What the records are narrowed to, as the page asks for it. */
export type RecordsFilter = z.input<typeof partFilterSchema>;

export const eventsAddress = `${apiPrefix}/events`;
export const openApiAddress = `${apiPrefix}/openapi.json`;

const segment = encodeURIComponent;

export const pictureAddress = (partId: string): string => `${apiPrefix}/parts/${segment(partId)}/picture`;
export const thumbAddress = (partId: string): string => `${pictureAddress(partId)}?size=thumb`;
export const mapAddress = (partId: string): string => `${apiPrefix}/parts/${segment(partId)}/map`;
export const overlayAddress = (partId: string): string => `${apiPrefix}/parts/${segment(partId)}/overlay`;
export const frameAddress = (cameraId: string, seq: number): string => `${apiPrefix}/frames/${segment(cameraId)}/${seq}`;

/** What a report is ordered with, as the page asks for it. */
export type ReportOrder = z.input<typeof reportOrderSchema>;

/** A file of a finished report. */
export function reportAddress(id: string, file: 'pdf' | 'csv' | 'parts'): string {
  const base = `${apiPrefix}/reports/${segment(id)}`;
  return file === 'parts' ? `${base}/parts.csv` : `${base}.${file}`;
}

/** A version of a product as a package. */
export const packageAddress = (productId: string, version: number): string =>
  `${apiPrefix}/products/${segment(productId)}.passline?version=${version}`;

/** A picture of a draft; `thumb`: 320 px JPEG; `view`: as it came, or a JPEG where browsers do not show its format. */
export const draftPictureAddress = (draftId: string, pictureId: string, size: 'thumb' | 'view'): string =>
  `${apiPrefix}/teach/drafts/${segment(draftId)}/pictures/${segment(pictureId)}?size=${size}`;

/** The CSV of everything that a filter matches; several verdicts are given one after the other. */
export const csvAddress = (filter: RecordsFilter): string => `${apiPrefix}/parts.csv${queryOf(filter)}`;

/** The CSV of every entry of the audit trail that a filter matches. */
export const auditCsvAddress = (filter: AuditFilter): string => `${apiPrefix}/audit.csv${queryOf(filter)}`;

function queryOf(filter: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
