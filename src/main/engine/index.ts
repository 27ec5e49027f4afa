export { EngineError, isEngineGone } from './errors.ts';
export type { CallOptions } from './life.ts';
export type {
  EngineCalls,
  EngineEvent,
  EngineInfo,
  EngineProgress,
  EngineRole,
  FrameInfo,
  Judgement,
  ModelPaths,
  StoredPicture,
  ToolMeasurement,
} from './protocol.ts';
export { createEngine, type Engine, type EngineHealth, type EngineListener, type EngineOptions } from './supervisor.ts';
