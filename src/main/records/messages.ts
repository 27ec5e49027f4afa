import type { RecordsErrorCode } from './errors.ts';
import type { RecordsMeasure } from './measure-disk.ts';
import type { Records, VerifyResult } from './types.ts';

/** Calls that are answered by the thread that holds the database. */
export type StoreMethod = Exclude<keyof Records, 'verify' | 'close' | 'bootId'>;
export const storeMethods = [
  'commitPart',
  'attachPictures',
  'losePictures',
  'part',
  'picturePath',
  'parts',
  'reports',
  'recent',
  'rejudge',
  'reviewQueue',
  'reviewSummary',
  'goodPartNear',
  'counters',
  'countersSince',
  'resetCounters',
  'putRecipe',
  'recipes',
  'recipe',
  'recipeVersions',
  'golden',
  'setRetired',
  'retiredProducts',
  'goodPartOf',
  'setting',
  'putSetting',
  'users',
  'createUser',
  'createFirstAdmin',
  'updateUser',
  'audit',
  'auditTrail',
  'auditChoices',
  'expirePictures',
  'health',
] as const satisfies readonly StoreMethod[];

export type StoreCalls = Pick<Records, StoreMethod>;

export interface OpenOptions {
  readonly dataFolder: string;
  /** `station`: the one process that inspects. `tool`: another beside it, which leaves open pictures alone. */
  readonly role: 'station' | 'tool';
  readonly bootId: string;
  /** For tests of a full disk: largest size of the database in pages of 4096 bytes. */
  readonly maxPages?: number;
}

/** What the thread is started for. Verifying takes minutes on a large station, so it gets a thread of its own. */
export type ThreadTask =
  | { readonly kind: 'store'; readonly options: OpenOptions }
  | { readonly kind: 'verify'; readonly options: VerifyOptions }
  | { readonly kind: 'measure'; readonly dataFolder: string; readonly nowMs: number };

export interface VerifyOptions {
  readonly dataFolder: string;
  readonly pictures: boolean;
  /** A head of the chain noted earlier, elsewhere: the chain must still contain it. */
  readonly expectedHead?: { readonly seq: number; readonly hash: string } | undefined;
}

export interface Failure {
  readonly code: RecordsErrorCode;
  readonly message: string;
}

export type ToThread =
  | { readonly kind: 'call'; readonly id: number; readonly method: StoreMethod; readonly args: readonly unknown[] }
  | { readonly kind: 'close' };

export type FromThread =
  | { readonly kind: 'opened' }
  | { readonly kind: 'not-opened'; readonly failure: Failure }
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'verified'; readonly result: VerifyResult }
  | { readonly kind: 'measured'; readonly result: RecordsMeasure }
  /** Something an engineer should find in the log. */
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly message: string;
      readonly detail: Record<string, unknown>;
    }
  | { readonly kind: 'closed' };
