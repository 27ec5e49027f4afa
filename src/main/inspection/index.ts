export { createInspection } from './inspection.ts';
export type { Inspection, InspectionDeps, InspectionEvent, InspectionSnapshot, PictureRequest } from './types.ts';
