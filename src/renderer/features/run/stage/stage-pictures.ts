import type { Defect, PartReport } from '#shared/domain/inspection.ts';
import type { Region } from '#shared/domain/region.ts';
import type { PaintedPicture, Painter } from '../../../canvas/painter/painter.ts';
import { frameAddress, mapAddress, pictureAddress } from '../../../client/addresses.ts';
import { api } from '../../../client/api.ts';
import { queryClient, queryKeys } from '../../../client/query-client.ts';
import { type RecipeVersion, readRegions } from '../../../client/recipe-regions.ts';
import type { LivePart } from '../../../live/live-state.ts';

/** What the stage can be asked for. */
export type StageKey =
  | { readonly kind: 'part'; readonly entry: LivePart }
  | {
      readonly kind: 'frame';
      readonly cameraId: string;
      readonly seq: number;
      readonly receivedAtUtc: string;
      /** The product on the line. */
      readonly recipe: RecipeVersion;
    };

/** A loaded picture with everything drawn on it. Its `size` is null when nothing was kept of this part. */
export interface StagePicture extends PaintedPicture {
  readonly defects: readonly Defect[];
  readonly regions: readonly Region[];
}

export const sameKey = (a: StageKey, b: StageKey): boolean => {
  if (a.kind === 'part') return b.kind === 'part' && a.entry.part.id === b.entry.part.id;
  return b.kind === 'frame' && a.cameraId === b.cameraId && a.seq === b.seq;
};

/** The record of a part; parts never change, so it is kept. */
export function readPart(id: string): Promise<PartReport> {
  return queryClient.fetchQuery({ queryKey: queryKeys.part(id), queryFn: () => api.parts.get({ id }), staleTime: 10_000 });
}

/** Pulls picture, map and defects of what the stage shows. A part from before this page was opened is read from its record first. */
export async function loadStagePicture(painter: Painter, key: StageKey): Promise<StagePicture> {
  if (key.kind === 'frame') {
    const [picture, regions] = await Promise.all([
      painter.load(frameAddress(key.cameraId, key.seq), null),
      readRegions(key.recipe),
    ]);
    return { ...picture, defects: [], regions };
  }
  const { id } = key.entry.part;
  let { defects, hasPicture, hasMap } = key.entry;
  if (defects === null || hasPicture === null || hasMap === null) {
    const report = await readPart(id);
    defects = report.defects;
    hasPicture = report.pictureUrl !== null;
    hasMap = report.mapUrl !== null;
  }
  const [picture, regions] = await Promise.all([
    painter.load(hasPicture ? pictureAddress(id) : null, hasMap ? mapAddress(id) : null),
    readRegions(key.entry.part),
  ]);
  return { ...picture, defects, regions };
}
