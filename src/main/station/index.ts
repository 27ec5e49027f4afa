export { dataFolder, defaultDataFolder, type DataFolder } from './data-folder.ts';
export { lockDataFolder, readStationNote, StationHeldError, type StationLock, type StationNote } from './lock.ts';
export { createStationLog, type StationLogOptions } from './log.ts';
export { openStation, type Station, type StationOptions } from './open-station.ts';
export { stopOnSignals } from './signals.ts';
