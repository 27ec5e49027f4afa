export { makeReport } from './make-report.ts';
export { openReportJobs, type ReportJobs } from './report-jobs.ts';
export { startShiftReports } from './shift-reports.ts';
