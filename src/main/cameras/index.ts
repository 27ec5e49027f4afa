import type { SourceConfig } from '#shared/domain/source.ts';
import { folderSource } from './folder/source.ts';
import type { FrameSource } from './frame-source.ts';
import { simulatedSource } from './simulated/source.ts';

export {
  type Frame,
  type FrameFailure,
  type FrameSource,
  isFailure,
  SourceError,
  type SourceState,
  type SourceStats,
} from './frame-source.ts';

export interface OpenOptions {
  readonly cameraId?: string;
  /** Name of the last file that was taken before: a folder goes on behind it. */
  readonly resumeAfter?: string | null;
}

/** Makes a source; its `start` opens it and fails with `SourceError`, whose message is one sentence for people. */
export async function openSource(
  config: SourceConfig,
  { cameraId = 'cam-1', resumeAfter = null }: OpenOptions = {},
): Promise<FrameSource> {
  switch (config.kind) {
    case 'simulated':
      return simulatedSource(cameraId, config);
    case 'folder':
      return folderSource(cameraId, config, resumeAfter);
  }
}
