export { auditCsv } from './audit-csv.ts';
export { databaseFile, hasRecords, picturesFolder } from './database.ts';
export { chainHeadFile } from './chain-head.ts';
export { replaceFile } from './replace-file.ts';
export { RecordsError, type RecordsErrorCode } from './errors.ts';
export { type CsvPart, csvHeading, csvLines, partsCsv } from './export-csv.ts';
export { measureInThread } from './measure-disk.ts';
export { type ModelPicture, readModelPictures } from './model-pictures.ts';
export { type OpenRecordsOptions, openRecords } from './open-records.ts';
export { nameKey } from './users.ts';
export { stationTimeSetting } from './settings.ts';
export { openReportReader, type ReportReader } from './report-reader.ts';
export type { ReportResemblance } from './report-explanations.ts';
export {
  expiredAmong,
  type RecordsSnapshot,
  snapshotRecords,
  type StoredPicture,
  storedPictures,
  takeExclusively,
} from './snapshot.ts';
export type * from './types.ts';
export { uuidv7 } from './uuid.ts';
export { verifyInThread } from './verify-in-thread.ts';
