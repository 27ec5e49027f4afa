import type { Generated, Kysely } from 'kysely';
import type { Role } from '#shared/contract/rights.ts';
import type { PartMode, Picture, PictureKind } from '#shared/domain/inspection.ts';
import type { ReasonCode } from '#shared/domain/reason.ts';
import type { ToolKind } from '#shared/domain/recipe.ts';
import type { RejudgedVerdict } from '#shared/domain/rejudgement.ts';
import type { Verdict } from '#shared/domain/verdict.ts';

/**
 * The tables as Kysely sees them (made by `migrations/`). Moments are UTC as ISO 8601 text; `mono_ns` is written as a
 * bigint and always read as text: after 104 days without a restart it no longer fits a JavaScript number.
 */
export interface Schema {
  station: { id: number; station_id: string; created_at_utc: string };
  migration: { name: string; applied_at_utc: string };
  health: { id: number; at_utc: string; padding: Buffer | null };
  boot: BootTable;
  chain: ChainTable;
  part: PartTable;
  inspection: InspectionTable;
  tool_result: ToolResultTable;
  picture: PictureTable;
  recipe_version: RecipeTable;
  counter_reset: CounterResetTable;
  rejudgement: RejudgementTable;
  retirement: RetirementTable;
  golden_set: GoldenSetTable;
  audit: AuditTable;
  setting: { key: string; value: string; changed_at_utc: string };
  user: UserTable;
}
export type Db = Kysely<Schema>;

export const chainKinds = [
  'part',
  'pictures.stored',
  'pictures.lost',
  'pictures.expired',
  'recipe',
  'counters.reset',
  'audit',
  'rejudgement',
  'retirement',
  'golden',
] as const;
export type ChainKind = (typeof chainKinds)[number];

interface BootTable {
  id: string;
  kind: 'station' | 'tool';
  started_at_utc: string;
  started_mono_ns: bigint;
  pid: number;
  /** Linux: changes with every start of the machine. Monotonic times of equal values share one zero. */
  machine_boot: string | null;
}

export interface ChainTable {
  seq: number;
  kind: ChainKind;
  subject: string;
  payload_sha256: string;
  previous_hash: string;
  hash: string;
}

export interface PartTable {
  number: number;
  id: string;
  boot_id: string;
  mode: PartMode;
  verdict: Verdict;
  reason: ReasonCode;
  detail: string | null;
  product_id: string | null;
  product_name: string | null;
  recipe_version: number | null;
  lot: string | null;
  supplier_lot: string | null;
  serial: string | null;
  operator: string | null;
  source: string | null;
  captured_at_utc: string | null;
  judged_at_utc: string;
  mono_ns: bigint;
  score: number | null;
  threshold: number | null;
  defect_count: number;
  latency_ms: number;
  chain_seq: number;
}

interface InspectionTable {
  part_number: number;
  /** Ordinal of the camera view, from 0. */
  view: number;
  frame_seq: number | null;
  width: number | null;
  height: number | null;
  engine_fingerprint: string | null;
  /** JSON of `Latency`. */
  latency: string;
}

interface ToolResultTable {
  part_number: number;
  view: number;
  /** Ordinal of the tool in its view, from 0. */
  tool: number;
  tool_id: string;
  kind: ToolKind;
  model_sha256: string;
  score: number | null;
  threshold: number;
  review_threshold: number | null;
  verdict: Verdict;
  reason: ReasonCode;
  /** JSON of `Defect[]`. */
  defects: string;
  /** JSON of `SpokenScorer[]`; null where the model does not tell, and in rows of earlier versions. */
  scorers: string | null;
  /** JSON of `Resemblance[]`; null as above. */
  resemblances: string | null;
}

export interface PictureTable {
  part_number: number;
  kind: PictureKind;
  state: Picture['state'];
  /** Relative to the pictures folder, `/` between names. */
  path: string | null;
  mime: string | null;
  sha256: string | null;
  bytes: number | null;
  keep_until_utc: string | null;
  lost_reason: string | null;
  /** Entry of the chain that says `stored` or `lost`. */
  chain_seq: number | null;
  /** Entry of the chain that says `expired`. */
  expired_seq: number | null;
  /** 1 once the file of an expired picture is gone; 0 again tried at the next expiry. */
  file_removed: number;
}

export interface RecipeTable {
  product_id: string;
  version: number;
  sha256: string;
  /** Canonical JSON of `Recipe`. */
  document: string;
  created_at_utc: string;
  mono_ns: bigint;
  boot_id: string;
  created_by: string;
  comment: string;
  chain_seq: number;
}

export interface CounterResetTable {
  id: number;
  at_utc: string;
  mono_ns: bigint;
  boot_id: string;
  actor: string;
  /** Parts with a greater number count. */
  after_number: number;
  chain_seq: number;
}

export interface RejudgementTable {
  /** Given by SQLite, growing: the highest of a part holds. */
  id: Generated<number>;
  part_number: number;
  verdict: RejudgedVerdict;
  /** `RejudgementReason`; text, so that an older Passline can read what a newer one wrote. */
  reason: string;
  comment: string | null;
  actor: string;
  at_utc: string;
  mono_ns: bigint;
  boot_id: string;
  chain_seq: number;
}

export interface RetirementTable {
  /** Given by SQLite, growing: the highest of a product holds. */
  id: Generated<number>;
  product_id: string;
  retired: number;
  comment: string | null;
  actor: string;
  at_utc: string;
  mono_ns: bigint;
  boot_id: string;
  chain_seq: number;
}

export interface GoldenSetTable {
  id: Generated<number>;
  product_id: string;
  /** The version that it came with. */
  version: number;
  /** Canonical JSON of `GoldenSample[]`. */
  document: string;
  actor: string;
  at_utc: string;
  mono_ns: bigint;
  boot_id: string;
  chain_seq: number;
}

export interface AuditTable {
  seq: number;
  at_utc: string;
  mono_ns: bigint;
  boot_id: string;
  actor: string;
  action: string;
  subject: string | null;
  /** Canonical JSON object. */
  detail: string;
  chain_seq: number;
}

interface UserTable {
  id: string;
  name: string;
  /** Name as it is compared: NFKC, lower case. */
  name_key: string;
  role: Role;
  active: number;
  secret_hash: string;
  created_at_utc: string;
  last_sign_in_utc: string | null;
  /** Grows with every change that ends the user's sessions. */
  edition: number;
}
