export { createInspection } from './inspection.ts';
export { createReview, type Review } from './review.ts';
export { createReinspect } from './review-reinspect.ts';
export type { Inspection, InspectionDeps, InspectionEvent, InspectionSnapshot, PictureRequest } from './types.ts';
