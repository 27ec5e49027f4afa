import { z } from 'zod';
import { type Profile, profileSchema } from '#shared/domain/profile.ts';
import { type Backbone, loadBackbone } from '../backbone.ts';
import type { OwnBackbone } from '../types.ts';
import { readOwnBackbone } from './own.ts';

/** What looks at the pictures: a network of somebody's own where one is named, else ours, as the profile says. */
export interface BackboneChoice {
  readonly profile?: Profile | undefined;
  readonly backbone?: OwnBackbone | undefined;
}

/** The same as options of an evaluation. */
export const choiceShape = {
  profile: profileSchema.optional(),
  backbone: z.object({ onnx: z.string(), manifest: z.string() }).optional(),
};

/** Throws VisionError BACKBONE_REJECTED as `readOwnBackbone`. */
export function chooseBackbone({ profile, backbone }: BackboneChoice): Promise<Backbone> {
  return backbone === undefined ? loadBackbone(profile) : readOwnBackbone(backbone);
}
