export { openBackbone } from './backbone.ts';
export { type DecodeLimits, decodePicture, defaultDecodeLimits, type PictureSource } from './decode.ts';
export { encodeGreyPng, encodeJpeg, encodePng } from './encode.ts';
export { VisionError } from './errors.ts';
export { engineFingerprint } from './fingerprint.ts';
export { loadModel } from './model.ts';
export { leastGoodPictures, teach } from './teach.ts';
export type * from './types.ts';
