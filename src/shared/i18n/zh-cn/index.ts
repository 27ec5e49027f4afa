import type { Catalogue } from '../catalogue.ts';
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

/** 简体中文. Chinese has one plural form: `_one` and `_other` say the same. */
export const zhCN: Catalogue = {
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
