import type { Size } from '../geometry.ts';
import type { Scene } from '../draw-scene.ts';

/** A scene by reference: its pixels are where it is drawn. */
export interface RemoteScene extends Omit<Scene, 'picture' | 'heat'> {
  /** A loaded picture, by its number; null: none is drawn. */
  readonly picture: number | null;
  readonly withHeat: boolean;
}

/** A font face of the page: a worker knows none of them by itself. Addresses in `source` are absolute. */
export interface FontSource {
  readonly family: string;
  readonly source: string;
  readonly descriptors: { readonly weight: string; readonly unicodeRange: string };
}

export type ToPainter =
  | { readonly type: 'start'; readonly canvas: OffscreenCanvas; readonly fonts: readonly FontSource[] }
  /** Picture and encoded anomaly map of one part; addresses of this station. */
  | { readonly type: 'load'; readonly id: number; readonly picture: string | null; readonly map: string | null }
  | { readonly type: 'drop'; readonly id: number }
  | { readonly type: 'paint'; readonly scene: RemoteScene };

export type FromPainter =
  /** The picture that is now on the canvas. */
  | { readonly type: 'drawn'; readonly id: number }
  /** `size` null: there is no picture. */
  | { readonly type: 'loaded'; readonly id: number; readonly size: Size | null; readonly hasHeat: boolean }
  | { readonly type: 'failed'; readonly id: number; readonly why: string };
