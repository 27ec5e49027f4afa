export { createEventHub, type EventHub } from './events.ts';
export { createHandler, type HandlerOptions, type RequestOrigin, type StationHandler } from './handler.ts';
export { createPictureMemory, type PictureMemory } from './picture-memory.ts';
export type { JudgeRequest, Line, People, Person, Ports, Products, SignedIn, StationBackups, StationSettings } from './ports.ts';
