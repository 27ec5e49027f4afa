export { dataFolder, defaultDataFolder, type DataFolder, NotADataFolderError } from './data-folder.ts';
export { readStationNote, StationHeldError, type StationNote } from './lock.ts';
export { createStationLog, type StationLogOptions } from './log.ts';
export type { Station } from './open-station.ts';
export { type RunOptions, runStation } from './run-station.ts';
export { stopOnSignals } from './signals.ts';
