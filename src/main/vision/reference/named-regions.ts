import type { Image, TeachReferenceRequest } from '../types.ts';
import { boxAround, boxesFor, boxOf } from './boxes.ts';
import type { Comparison } from './compare.ts';
import { describeRegion } from './describe-region.ts';
import type { NamedRegion } from './kinds.ts';
import { regionDefect } from './region-defect.ts';
import { differentRegions } from './regions.ts';

/**
 * What a bad picture teaches of kinds of defects: each place that differs by at least `least` and lies in an annotated box with
 * a type, or, where only the picture is said to show a kind, its highest place. Throws VisionError FILE_DAMAGED for a file of
 * boxes that is none.
 */
export async function namedRegions(
  path: string,
  image: Pick<Image, 'width' | 'height'>,
  comparison: Comparison,
  least: number,
  { kinds, boxes }: Pick<TeachReferenceRequest, 'kinds' | 'boxes'>,
): Promise<NamedRegion[]> {
  const annotated = boxes === undefined ? null : await boxesFor(boxes, path);
  const said = kinds?.[path];
  if (annotated === null && said === undefined) return [];
  const regions = differentRegions(comparison, least);
  const named = annotated === null ? regions.slice(0, 1) : regions;
  return named.flatMap((region) => {
    const box = annotated && boxAround(boxOf(regionDefect(region, image, comparison, { scale: 1, offset: 0 })), annotated);
    const kind = annotated === null ? said : box?.kind;
    return kind == null ? [] : [{ kind, description: describeRegion(comparison, region) }];
  });
}
