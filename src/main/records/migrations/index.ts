import * as records from './0001-records.ts';
import * as rejudgement from './0002-rejudgement.ts';
import * as products from './0003-products.ts';
import * as scorers from './0004-scorers.ts';
import * as resemblances from './0005-resemblances.ts';

export interface Migration {
  readonly name: string;
  /** SQL. Additive only: a table or column that was ever released is never dropped, renamed or given another meaning. */
  readonly script: string;
}

/** In the order in which they are applied. A released one never changes: add the next number. */
export const migrations: readonly Migration[] = [records, rejudgement, products, scorers, resemblances];
