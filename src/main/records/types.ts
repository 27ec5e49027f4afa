import type { AuditFilter, AuditRecord } from '#shared/contract/audit.ts';
import type { PartFilter } from '#shared/contract/parts.ts';
import type { ReviewQueuePage, ReviewSummary } from '#shared/contract/review.ts';
import type { Role } from '#shared/contract/rights.ts';
import type { User } from '#shared/contract/session.ts';
import type { Counters } from '#shared/domain/counters.ts';
import type { Latency, PartMode, PartReport, PartSummary, PictureKind, ToolResult } from '#shared/domain/inspection.ts';
import type { GoldenSample } from '#shared/domain/golden-sample.ts';
import type { ReasonCode } from '#shared/domain/reason.ts';
import type { Recipe, StoredRecipe } from '#shared/domain/recipe.ts';
import type { Rejudgement, RejudgementChoice } from '#shared/domain/rejudgement.ts';
import type { Verdict } from '#shared/domain/verdict.ts';

/** A finished verdict, before it is a row. */
export interface NewPart {
  readonly id: string;
  readonly mode: PartMode;
  readonly verdict: Verdict;
  readonly reason: ReasonCode;
  readonly detail: string | null;
  readonly productId: string | null;
  readonly productName: string | null;
  readonly recipeVersion: number | null;
  readonly lot: string | null;
  readonly supplierLot: string | null;
  readonly serial: string | null;
  readonly operator: string | null;
  /** Camera or file the picture came from. */
  readonly source: string | null;
  readonly capturedAtUtc: string | null;
  readonly judgedAtUtc: string;
  readonly monoNs: bigint;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameSeq: number | null;
  readonly engineFingerprint: string | null;
  readonly latency: Latency;
  readonly tools: readonly ToolResult[];
  /** Pictures that will be written after the commit: `pending` until `attachPictures`, `lost` after a crash. */
  readonly pictures: readonly PictureKind[];
}

export interface AttachedPicture {
  readonly kind: PictureKind;
  readonly path: string;
  readonly mime: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface NewRejudgement extends RejudgementChoice {
  readonly comment: string | null;
  /** Name of the person. */
  readonly actor: string;
}

export interface RecipeBy {
  readonly actor: string;
  readonly comment: string;
  /** Only as the version right after this one: VERSION_OUTDATED when somebody saved another meanwhile. */
  readonly onlyAfter?: number;
  /** What happens where another product has this number. Default: nothing, two have it. */
  readonly number?: 'unique' | 'next-free';
  /** Golden samples that come with this version; default: those of the version before stay. */
  readonly golden?: readonly GoldenSample[];
}

export interface Retirement {
  readonly retired: boolean;
  readonly comment: string | null;
  readonly actor: string;
}

export interface AuditEntry {
  readonly atUtc: string;
  /** Name of the user, or `system`, `key`, `cli`. */
  readonly actor: string;
  /** e.g. `user.created`, `counters.reset`, `product.selected`, `station.started`, `clock.stepped`. */
  readonly action: string;
  readonly subject: string | null;
  readonly detail: Record<string, unknown>;
}

export interface UserRow extends User {
  readonly secretHash: string;
  /** Grows with every change of role, secret or `active`: sessions given for an earlier one are over. */
  readonly edition: number;
}

export type VerifyProblem = {
  readonly kind:
    | 'part_changed'
    | 'part_missing'
    /** An entry was removed, inserted or changed, or the end is not where it was. */
    | 'chain_broken'
    | 'picture_changed'
    | 'picture_missing'
    | 'audit_changed'
    | 'recipe_changed'
    | 'rejudgement_changed'
    | 'retirement_changed'
    | 'golden_changed'
    | 'golden_missing'
    /** A reset of the counters was changed, or the counters are not what the rows add up to. */
    | 'counters_wrong'
    | 'database_damaged';
  readonly subject: string;
  readonly detail: string;
};

export interface VerifyResult {
  readonly ok: boolean;
  readonly parts: number;
  readonly auditEntries: number;
  /** `pending`: announced, not yet written (a running station). */
  readonly pictures: { readonly checked: number; readonly pending: number; readonly lost: number; readonly expired: number };
  /** The end of the chain. Whoever notes it elsewhere can later prove that nothing before it was changed. */
  readonly head: { readonly seq: number; readonly hash: string };
  readonly counters: Counters;
  readonly problems: readonly VerifyProblem[];
}

/**
 * The records: SQLite in a worker thread of its own. Every method resolves after its transaction was committed with
 * `synchronous=FULL`; a rejected promise means that nothing was written. Methods fail with `RecordsError`.
 */
export interface Records {
  /** Id of this run, written into every row. */
  readonly bootId: string;
  /** Writes part, inspection and tool results as one transaction; gives it its number and chain hash. */
  commitPart(part: NewPart): Promise<{ number: number; chainHash: string }>;
  /** Adds hashes of written pictures, chained. INVALID for a kind that the part does not wait for (unknown, or settled already). */
  attachPictures(partId: string, pictures: readonly AttachedPicture[]): Promise<void>;
  /** Pictures of this part that will never come. */
  losePictures(partId: string, kinds: readonly PictureKind[]): Promise<void>;

  part(id: string): Promise<PartReport | null>;
  /** Absolute path of a stored picture, or null. */
  picturePath(partId: string, kind: PictureKind): Promise<{ path: string; mime: string } | null>;
  /** Newest first, by keyset; `total` only on the first page. Lot and serial match from their beginning on. */
  parts(
    filter: PartFilter,
    page: { cursor: string | null; limit: number },
  ): Promise<{ parts: PartSummary[]; nextCursor: string | null; total: number | null }>;
  /** As `parts`, with the whole record of each. */
  reports(
    filter: PartFilter,
    page: { cursor: string | null; limit: number },
  ): Promise<{ parts: PartReport[]; nextCursor: string | null }>;
  /** What a person says of a part, beside its verdict; chained and audited. NOT_FOUND; INVALID for a reason that does not fit. */
  rejudge(partId: string, rejudgement: NewRejudgement): Promise<Rejudgement>;
  /** Production parts that wait for a person (fail, review, errors with a picture; not re-judged), by keyset. */
  reviewQueue(page: ReviewQueuePage): Promise<{ parts: PartSummary[]; nextCursor: string | null }>;
  reviewSummary(): Promise<ReviewSummary>;
  /** Id of a good part of the same product near this one, the last before it if there is one. Null for none. */
  goodPartNear(partId: string): Promise<string | null>;
  /** The last parts of the line (all modes but `service`), newest first. */
  recent(limit: number): Promise<PartSummary[]>;

  /** Production parts since the last reset, and since a moment. Read from the rows: nothing is counted twice. */
  counters(): Promise<{ counters: Counters; sinceUtc: string | null }>;
  countersSince(utc: string): Promise<Counters>;
  resetCounters(actor: string): Promise<void>;

  /**
   * The product's next version, chained and audited. A document equal to the newest version is that version. Fails with
   * VERSION_OUTDATED or NUMBER_TAKEN where `by` asks for it.
   */
  putRecipe(recipe: Recipe, by: RecipeBy): Promise<StoredRecipe>;
  /** Newest version of every product. */
  recipes(): Promise<StoredRecipe[]>;
  recipe(productId: string, version?: number): Promise<StoredRecipe | null>;
  /** Every version of a product, newest first. */
  recipeVersions(productId: string): Promise<StoredRecipe[]>;
  /** Golden samples of a version of a product, or of its newest. */
  golden(productId: string, version?: number): Promise<GoldenSample[]>;
  /** Retires a product or brings it back; chained and audited. NOT_FOUND. */
  setRetired(productId: string, retirement: Retirement): Promise<void>;
  /** Ids of the products that are retired. */
  retiredProducts(): Promise<string[]>;
  /** Id of the last good part of a product whose picture is kept; null where there is none. */
  goodPartOf(productId: string): Promise<string | null>;

  /** Null where nothing was ever put. */
  setting(key: string): Promise<unknown>;
  putSetting(key: string, value: unknown): Promise<void>;

  users(): Promise<UserRow[]>;
  /** Fails with `NAME_TAKEN` (names are compared without case and width), or `SET_UP_FIRST` when no administrator exists. */
  createUser(user: { name: string; role: Role; secretHash: string; actor: string }): Promise<UserRow>;
  /** The first administrator; fails with `ALREADY_SET_UP` when any user exists (decided inside the transaction). */
  createFirstAdmin(user: { name: string; secretHash: string }): Promise<UserRow>;
  /**
   * Fails with `LAST_ADMIN`; with `NOT_FOUND` also when the user is no longer of the given edition. A secret hashed anew at
   * a sign-in (`lastSignInUtc` given) is the same secret and leaves the edition.
   */
  updateUser(
    id: string,
    change: { role?: Role; secretHash?: string; active?: boolean; lastSignInUtc?: string; edition?: number; actor: string },
  ): Promise<UserRow>;

  audit(entry: Omit<AuditEntry, 'atUtc'>): Promise<void>;
  /** Newest first; `before` is the `seq` of the last one of the page before. */
  auditTrail(page: { before: number | null; limit: number; filter?: AuditFilter }): Promise<AuditRecord[]>;
  /** Every actor and action that occurs. */
  auditChoices(): Promise<{ actors: string[]; actions: string[] }>;

  /** Deletes pictures past their retention, marks them expired, audits it. Answers how many. */
  expirePictures(nowUtc: string): Promise<number>;
  verify(options: { pictures: boolean; onProgress?: (done: number, total: number) => void }): Promise<VerifyResult>;
  /** Whether a row can be written now (disk space, permissions); the reason if not. */
  health(): Promise<{ writable: boolean; detail: string | null; freeBytes: number | null }>;
  close(): Promise<void>;
}
