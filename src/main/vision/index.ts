export { checkPictures } from './check-pictures.ts';
export { type DecodeLimits, decodePicture, type PictureSource } from './decode.ts';
export { encodeJpeg, encodeMapPng, encodePng, encodePreview } from './encode.ts';
export { type Evaluation, evaluateSet } from './evaluate.ts';
export { engineFingerprint } from './fingerprint.ts';
export { loadModel } from './model.ts';
export { renderOverlay } from './overlay.ts';
export { teachModel } from './teach.ts';
export type * from './types.ts';
