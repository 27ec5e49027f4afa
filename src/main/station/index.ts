export { dataFolder, defaultDataFolder, type DataFolder, NotADataFolderError } from './data-folder.ts';
export { readStationNote, StationHeldError, type StationNote } from './lock.ts';
export { createStationLog, type StationLogOptions } from './log.ts';
export { openStation, type Station, type StationOptions } from './open-station.ts';
export { stopOnSignals } from './signals.ts';
