/** One 8-bit channel, row-major `[height, width]`, no padding. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Where to read: a point (x, y) of the result comes from (a·x + b·y + c, d·x + e·y + f) of the source, in pixels. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The best place of a template in a picture: its top left pixel, and the correlation there, −1..1. */
export interface TemplatePlace {
  readonly x: number;
  readonly y: number;
  readonly correlation: number;
}

/**
 * What methods of inspection need of an image library, and no more: today it is OpenCV as WebAssembly, an addon over native
 * OpenCV would implement the same. All calls are synchronous, give new planes and keep nothing.
 */
export interface PixelOperations {
  /** Library and version, as the engine's fingerprint names it. */
  readonly name: string;
  /** Gaussian, `sigma` in pixels; the border is mirrored. */
  blur(plane: Plane, sigma: number): Plane;
  /** Bilinear; what lies outside of the source is the source mirrored. */
  warp(plane: Plane, map: Affine, size: { readonly width: number; readonly height: number }): Plane;
  /** Bilinear at the places `mapX`, `mapY` [height, width], in pixels of the source; mirrored outside. */
  remap(plane: Plane, mapX: Float32Array, mapY: Float32Array, size: { readonly width: number; readonly height: number }): Plane;
  /** Highest and lowest value within `radius` pixels; within a square of twice that side, which is several times faster. */
  dilate(plane: Plane, radius: number, shape: 'disc' | 'square'): Plane;
  erode(plane: Plane, radius: number, shape: 'disc' | 'square'): Plane;
  /** Normalised correlation with the means taken out, over all places where the template lies inside the picture. */
  findTemplate(picture: Plane, template: Plane): TemplatePlace;
}
