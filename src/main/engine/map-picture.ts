import { encodeMap } from '#shared/domain/anomaly-map.ts';
import { encodeGreyPng } from '../vision/index.ts';
import type { AnomalyMap } from '../vision/types.ts';

/** The anomaly map as 8-bit grey PNG: 128 is the threshold. */
export function encodeMapPng(map: AnomalyMap, threshold: number): Promise<Uint8Array> {
  return encodeGreyPng({ width: map.width, height: map.height, data: encodeMap(map.data, threshold) });
}
