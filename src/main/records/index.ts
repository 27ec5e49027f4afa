export { hasRecords } from './database.ts';
export { RecordsError, type RecordsErrorCode } from './errors.ts';
export { type CsvPart, csvHeading, csvLines, partsCsv } from './export-csv.ts';
export { type OpenRecordsOptions, openRecords } from './open-records.ts';
export { nameKey } from './users.ts';
export { openReportReader, type ReportReader } from './report-reader.ts';
export type * from './types.ts';
export { uuidv7 } from './uuid.ts';
export { verifyInThread } from './verify-in-thread.ts';
