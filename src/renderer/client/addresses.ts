import type { z } from 'zod';
import { apiPrefix } from '#shared/contract/index.ts';
import type { partFilterSchema } from '#shared/contract/parts.ts';

/** What the records are narrowed to, as the page asks for it. */
export type RecordsFilter = z.input<typeof partFilterSchema>;

export const eventsAddress = `${apiPrefix}/events`;
export const openApiAddress = `${apiPrefix}/openapi.json`;

const segment = encodeURIComponent;

export const pictureAddress = (partId: string): string => `${apiPrefix}/parts/${segment(partId)}/picture`;
export const thumbAddress = (partId: string): string => `${pictureAddress(partId)}?size=thumb`;
export const mapAddress = (partId: string): string => `${apiPrefix}/parts/${segment(partId)}/map`;
export const frameAddress = (cameraId: string, seq: number): string => `${apiPrefix}/frames/${segment(cameraId)}/${seq}`;

/** The CSV of everything that a filter matches; several verdicts are given one after the other. */
export function csvAddress(filter: RecordsFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return `${apiPrefix}/parts.csv${text === '' ? '' : `?${text}`}`;
}
