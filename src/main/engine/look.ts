import { writeFile } from 'node:fs/promises';
import { isFailure } from '../cameras/index.ts';
import { encodePng } from '../vision/index.ts';
import { EngineError } from './errors.ts';
import { frameInfo, type LineSource } from './line-source.ts';
import type { FrameInfo } from './protocol.ts';

/**
 * line: the next frame that may be looked at, written as a lossless PNG; the line goes on as if nobody had looked. Encoded in
 * libvips' threads, one after the other: judging waits for none of it, and one picture more is in memory at a time. Fails with
 * what the source says of itself, CAMERA_LOST above all.
 */
export function createLook(): (source: LineSource | null, params: { path: string; timeoutMs: number }) => Promise<FrameInfo> {
  let turn: Promise<unknown> = Promise.resolve();
  return (source, params) => {
    const answer = turn.then(() => look(source, params));
    turn = answer.catch(() => undefined);
    return answer;
  };
}

async function look(source: LineSource | null, { path, timeoutMs }: { path: string; timeoutMs: number }): Promise<FrameInfo> {
  if (source === null) throw new EngineError('CAMERA_LOST', 'No source is open.');
  const frame = await source.look(timeoutMs);
  if (isFailure(frame)) throw new EngineError(frame.reason, frame.detail);
  // Whoever asked reads the file after the answer, and removes it in any case: half a file meets nobody.
  await writeFile(path, await encodePng(frame.image), { flag: 'wx', mode: 0o600 });
  return frameInfo(frame);
}
