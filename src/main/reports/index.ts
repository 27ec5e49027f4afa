export { makeReport } from './make-report.ts';
export { openReportJobs, type ReportJobs } from './report-jobs.ts';
export { type ShiftReports, startShiftReports } from './shift-reports.ts';
