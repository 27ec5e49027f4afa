import { z } from 'zod';

/**
 * Why a verdict is what it is: stable codes, kept in records and sent to integrators, never renamed.
 * The sentence an operator reads for each stands in the catalogues under `reason.<code>`.
 */
export const reasonCodes = [
  'OK',
  'ANOMALY',
  'NEAR_THRESHOLD',
  // the picture
  'FRAME_STALE',
  'FRAME_TIMEOUT',
  'CAMERA_LOST',
  'FILE_EMPTY',
  'FILE_NOT_A_PICTURE',
  'FILE_DAMAGED',
  'FILE_TOO_LARGE',
  'PICTURE_TOO_SMALL',
  'PICTURE_TOO_LARGE',
  'PICTURE_UNSUPPORTED',
  'PART_NOT_FOUND',
  // judging it
  'MODEL_MISSING',
  'MODEL_REJECTED',
  'BACKBONE_REJECTED',
  'ENGINE_LOST',
  'ENGINE_TIMEOUT',
  'SCORE_INVALID',
  'RECORD_FAILED',
  'INTERNAL',
] as const;

export const reasonCodeSchema = z.enum(reasonCodes);
export type ReasonCode = z.infer<typeof reasonCodeSchema>;
