import { audit } from './audit.ts';
import { faults } from './faults.ts';
import { help } from './help.ts';
import { products } from './products.ts';
import { records } from './records.ts';
import { reports } from './reports.ts';
import { review } from './review.ts';
import { run } from './run.ts';
import { session } from './session.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { teach } from './teach.ts';
import { verdicts } from './verdicts.ts';

/**
 * English: the catalogue that gives the others their keys, a file a screen. `{{…}}` are filled by the page, already formatted
 * for the language.
 */
export const en = {
  ...shell,
  ...verdicts,
  ...faults,
  ...run,
  ...session,
  ...products,
  ...records,
  ...review,
  ...reports,
  ...teach,
  ...settings,
  ...help,
  ...audit,
};
