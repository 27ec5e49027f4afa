import type { Defect } from '#shared/domain/inspection.ts';
import type { AnomalyMap, Image } from '../vision/types.ts';

/** A judged part whose pictures may still be asked for. */
export interface RetainedPart {
  readonly partId: string;
  readonly image: Image;
  readonly measured: {
    readonly threshold: number;
    readonly map: AnomalyMap;
    readonly crop: Image;
    readonly defects: readonly Defect[];
  } | null;
}

export interface RetainLimits {
  readonly parts: number;
  readonly bytes: number;
}

export const defaultRetainLimits: RetainLimits = { parts: 32, bytes: 512 * 1024 * 1024 };

export interface Retained {
  /** Keeps the part in memory; pushes out the oldest that are not being written when a limit is passed. */
  add(part: RetainedPart): void;
  /** Takes the part out for writing: it can no longer be pushed out. Null when it already was, or was never there. */
  take(partId: string): RetainedPart | null;
  forget(partId: string): void;
  size(): { readonly parts: number; readonly bytes: number };
}

/** The bounded memory between judging and writing: judging never waits for the disk, it loses the oldest picture instead. */
export function createRetained(limits: RetainLimits = defaultRetainLimits): Retained {
  const parts = new Map<string, RetainedPart>();
  let bytes = 0;

  const remove = (partId: string): RetainedPart | null => {
    const part = parts.get(partId);
    if (!part) return null;
    parts.delete(partId);
    bytes -= bytesOf(part);
    return part;
  };

  return {
    add(part) {
      remove(part.partId);
      parts.set(part.partId, part);
      bytes += bytesOf(part);
      for (const oldest of parts.keys()) {
        if (parts.size <= limits.parts && (bytes <= limits.bytes || parts.size === 1)) break;
        remove(oldest);
      }
    },
    take: remove,
    forget: (partId) => void remove(partId),
    size: () => ({ parts: parts.size, bytes }),
  };
}

function bytesOf({ image, measured }: RetainedPart): number {
  return image.data.byteLength + (measured ? measured.map.data.byteLength + measured.crop.data.byteLength : 0);
}
