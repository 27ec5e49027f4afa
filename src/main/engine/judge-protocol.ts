import type { PictureFacts, PictureQuality } from '#shared/domain/picture-quality.ts';
import type { RecipeTool } from '#shared/domain/recipe.ts';
import type {
  AnomalyMap,
  CheckedBackbone,
  CheckedPicture,
  Image,
  ModelCard,
  OwnBackbone,
  PictureToCheck,
  ReferenceSetOptions,
  TeachReferenceRequest,
  TeachRequest,
  TeachResult,
} from '../vision/types.ts';
import type { EngineProgress, ModelPaths, ToolMeasurement } from './protocol.ts';

/** Everything the engine's main thread and its judging thread say to each other. Both are our own code: not parsed again. */

/** What the tools of a view measured on one picture. Map, crop and outlines are those of the tool furthest above its threshold. */
export interface ViewMeasurement {
  readonly tools: readonly ToolMeasurement[];
  readonly leading: { readonly toolId: string; readonly threshold: number; readonly map: AnomalyMap; readonly crop: Image };
  /** Milliseconds, summed over the tools. */
  readonly latencyMs: { readonly locate?: number; readonly prepare: number; readonly infer: number; readonly defects: number };
}

export interface JudgeCalls {
  fingerprint(params: Record<string, never>): string;
  load(params: { tools: readonly RecipeTool[]; models: ModelPaths }): Record<string, ModelCard>;
  /** The picture stands on shared memory: it is not copied on the way. Models must have been loaded. */
  measure(params: { image: Image; tools: readonly RecipeTool[] }): ViewMeasurement;
  teach(params: { request: TeachRequest; outFolder: string }): TeachResult;
  teachReference(params: { request: TeachReferenceRequest; outFolder: string }): TeachResult;
  checkBackbone(params: OwnBackbone): CheckedBackbone;
  checkPictures(params: { pictures: readonly PictureToCheck[] }): { pictures: readonly CheckedPicture[] };
  comparePictures(params: { facts: readonly PictureFacts[] }): { qualities: readonly PictureQuality[] };
  evaluate(params: { folder: string; options: Readonly<Record<string, unknown>> }): Record<string, unknown>;
  evaluateReferences(params: { folder: string; options: ReferenceSetOptions }): Record<string, unknown>;
}
export type JudgeMethod = keyof JudgeCalls;

export type ToJudge =
  | { readonly kind: 'call'; readonly id: number; readonly method: JudgeMethod; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromJudge =
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string; readonly detail: string }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: EngineProgress };
