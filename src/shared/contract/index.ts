import { auditContract } from './audit.ts';
import { backupsContract } from './backups.ts';
import { eventsContract } from './events.ts';
import { inspectionsContract } from './inspections.ts';
import { lineContract } from './line.ts';
import { partsContract } from './parts.ts';
import { productsContract } from './products.ts';
import { reviewContract } from './review.ts';
import { reportsContract } from './reports.ts';
import { sessionContract, usersContract } from './session.ts';
import { settingsContract } from './settings.ts';
import { statusContract } from './status.ts';
import { storageContract } from './storage.ts';
import { teachContract } from './teach.ts';

/** Every call of the station, once. Served as REST under {@link apiPrefix}; the page uses the same addresses. */
export const contract = {
  session: sessionContract,
  users: usersContract,
  status: statusContract,
  events: eventsContract,
  line: lineContract,
  products: productsContract,
  inspections: inspectionsContract,
  parts: partsContract,
  reports: reportsContract,
  review: reviewContract,
  teach: teachContract,
  settings: settingsContract,
  audit: auditContract,
  backups: backupsContract,
  storage: storageContract,
};
export type Contract = typeof contract;

export const apiPrefix = '/api/v1';
