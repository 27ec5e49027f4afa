/** An encoded picture in memory. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly mime: string;
}

/** The last live pictures and those of the last parts: what a page asks for right after an event named it. */
export interface PictureMemory {
  putFrame(cameraId: string, seq: number, preview: Uint8Array): void;
  frame(cameraId: string, seq: number): EncodedPicture | null;
  putPart(partId: string, pictures: { readonly preview: Uint8Array | null; readonly map: Uint8Array | null }): void;
  part(partId: string, kind: 'preview' | 'map'): EncodedPicture | null;
  readonly bytes: number;
}

/**
 * Keeps the newest, within counts and a number of bytes over all: a camera with large previews shortens the memory, it
 * does not grow the station.
 */
export function createPictureMemory({ frames = 100, parts = 120, limitBytes = 64 * 1024 * 1024 } = {}): PictureMemory {
  const live = new Map<string, Uint8Array>();
  const judged = new Map<string, { preview: Uint8Array | null; map: Uint8Array | null }>();
  let bytes = 0;

  const dropFrame = () => {
    const [key, preview] = live.entries().next().value ?? [];
    if (key === undefined || preview === undefined) return;
    live.delete(key);
    bytes -= preview.byteLength;
  };
  const dropPart = () => {
    const [key, pictures] = judged.entries().next().value ?? [];
    if (key === undefined || pictures === undefined) return;
    judged.delete(key);
    bytes -= sizeOf(pictures);
  };
  const trim = () => {
    while (live.size > frames) dropFrame();
    while (judged.size > parts) dropPart();
    // live pictures are replaced within a second, those of parts are looked at: drop the former first
    while (bytes > limitBytes && live.size > 1) dropFrame();
    while (bytes > limitBytes && judged.size > 1) dropPart();
  };

  return {
    putFrame(cameraId, seq, preview) {
      const key = `${cameraId}/${seq}`;
      // a camera that was opened anew counts from the start again: the newer picture is the right one
      bytes -= live.get(key)?.byteLength ?? 0;
      live.delete(key);
      live.set(key, preview);
      bytes += preview.byteLength;
      trim();
    },
    frame(cameraId, seq) {
      const preview = live.get(`${cameraId}/${seq}`);
      return preview ? { bytes: preview, mime: 'image/jpeg' } : null;
    },
    putPart(partId, pictures) {
      if (judged.has(partId)) return;
      judged.set(partId, pictures);
      bytes += sizeOf(pictures);
      trim();
    },
    part(partId, kind) {
      const picture = judged.get(partId)?.[kind];
      return picture ? { bytes: picture, mime: kind === 'map' ? 'image/png' : 'image/jpeg' } : null;
    },
    get bytes() {
      return bytes;
    },
  };
}

function sizeOf(pictures: { preview: Uint8Array | null; map: Uint8Array | null }): number {
  return (pictures.preview?.byteLength ?? 0) + (pictures.map?.byteLength ?? 0);
}
