import type { AuditFilter } from '#shared/contract/audit.ts';
import type { BackupPlan, Backups } from '#shared/contract/backups.ts';
import type { PartFilter } from '#shared/contract/parts.ts';
import type { Product, ProductVersion } from '#shared/contract/products.ts';
import type { OpenedReport, ReportJob, reportOrderSchema } from '#shared/contract/reports.ts';
import type { Role } from '#shared/contract/rights.ts';
import type { User } from '#shared/contract/session.ts';
import type { Settings, ShiftReportsWanted } from '#shared/contract/settings.ts';
import type { Status } from '#shared/contract/status.ts';
import type { Storage } from '#shared/contract/storage.ts';
import type { PartReport } from '#shared/domain/inspection.ts';
import type { GoldenSample } from '#shared/domain/golden-sample.ts';
import type { Recipe, StoredRecipe } from '#shared/domain/recipe.ts';
import type { RecipeEdit } from '#shared/domain/recipe-edit.ts';
import type { StationTime } from '#shared/domain/shift.ts';
import type { SourceConfig } from '#shared/domain/source.ts';
import type { Review } from '../inspection/index.ts';
import type { Drafts } from '../learning/drafts.ts';
import type { z } from 'zod';
import type { ModelPicture } from '../records/index.ts';
import type { Records } from '../records/types.ts';
import type { Upload } from './multipart.ts';
import type { PictureMemory } from './picture-memory.ts';

/** What the API needs of the station: each a use case, none of them knows of HTTP. All fail with PasslineError. */
export interface Ports {
  readonly station: {
    readonly name: () => string;
    readonly rename: (name: string, actor: string) => Promise<void>;
    readonly version: string;
  };
  readonly people: People;
  readonly line: Line;
  readonly products: Products;
  readonly review: Review;
  readonly judge: (request: JudgeRequest) => Promise<PartReport>;
  readonly records: Pick<Records, 'part' | 'parts' | 'recent' | 'picturePath' | 'auditTrail' | 'auditChoices'>;
  readonly partsCsv: (filter: PartFilter) => AsyncIterable<string | Uint8Array>;
  readonly auditCsv: (filter: AuditFilter) => AsyncIterable<string | Uint8Array>;
  readonly reports: Reports;
  readonly drafts: Omit<Drafts, 'close'>;
  readonly settings: StationSettings;
  readonly backups: StationBackups;
  /** What lies on the disk and how it fills if pictures are kept for so many days; null: as now. */
  readonly storage: (retentionDays: number | null) => Promise<Storage>;
  readonly pictures: PictureMemory;
  /** A good picture (JPEG) that a model carries; null where it is not on this station or carries none of that number. */
  readonly modelPicture: (sha256: string, number: number) => Promise<ModelPicture | null>;
  /** What was tried by taught models: `<draft>/<try>`. */
  readonly tries: Pick<PictureMemory, 'part'>;
}

export interface SignedIn {
  readonly token: string;
  readonly maxAgeS: number;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export interface People {
  /** Whose session this is; null for none, an ended one, or a person who may no longer sign in. */
  whose(token: string): Promise<Person | null>;
  firstRun(): Promise<boolean>;
  names(): Promise<{ name: string; role: Role }[]>;
  signIn(credentials: { name: string; secret: string; from: string }): Promise<SignedIn>;
  signOut(token: string): Promise<void>;
  setUp(admin: { name: string; secret: string }): Promise<SignedIn>;
  list(): Promise<User[]>;
  create(user: { name: string; role: Role; secret: string }, actor: string): Promise<User>;
  update(
    id: string,
    change: { role?: Role | undefined; secret?: string | undefined; active?: boolean | undefined },
    actor: string,
  ): Promise<User>;
}

export interface Line {
  readonly status: () => Status;
  readonly start: (actor: string) => Promise<void>;
  readonly stop: (actor: string) => Promise<void>;
  readonly trigger: (options: { serial: string | null; actor: string }) => Promise<{ partId: string; number: number }>;
  readonly resetCounters: (actor: string) => Promise<void>;
  readonly setLot: (lot: { lot: string | null; supplierLot?: string | null | undefined }, actor: string) => Promise<void>;
  readonly setSource: (source: SourceConfig, actor: string) => Promise<void>;
}

export interface Products {
  list(options: { retired: boolean }): Promise<Product[]>;
  get(
    id: string,
    version: number | null,
  ): Promise<{ product: Product; recipe: Recipe; golden: GoldenSample[]; model: Record<string, unknown> } | null>;
  versions(id: string): Promise<ProductVersion[]>;
  /** A good part: a golden sample that a browser can show, else the last good part; null where there is neither. */
  picture(id: string): Promise<ProductPicture | null>;
  select(id: string, actor: string): Promise<Product>;
  save(id: string, edit: { basedOn: number; change: RecipeEdit; comment: string }, actor: string): Promise<Product>;
  restore(id: string, from: { version: number; comment: string | null }, actor: string): Promise<Product>;
  duplicate(id: string, copy: { name: string; comment: string | null }, actor: string): Promise<Product>;
  retire(id: string, by: { comment: string | null; actor: string }): Promise<Product>;
  bringBack(id: string, by: { comment: string | null; actor: string }): Promise<Product>;
  importPackage(path: string, by: { comment: string | null; actor: string }): Promise<Product>;
  exportPackage(id: string, version: number | null, actor: string): Promise<{ stored: StoredRecipe; bytes: Uint8Array }>;
}

export type ProductPicture =
  | { readonly kind: 'file'; readonly path: string; readonly mime: string; readonly etag: string }
  | { readonly kind: 'part'; readonly partId: string };

export interface Reports {
  start(order: z.output<typeof reportOrderSchema>, actor: string): Promise<ReportJob>;
  list(): ReportJob[];
  get(id: string): Promise<OpenedReport | null>;
  file(id: string, file: 'pdf' | 'csv' | 'partsCsv'): { path: string; name: string } | null;
  remove(id: string): Promise<boolean>;
}

/** Changes are audited; each answers with everything that is set. */
export interface StationSettings {
  get(): Settings;
  setName(name: string, actor: string): Promise<Settings>;
  setTime(time: StationTime, actor: string): Promise<Settings>;
  /** FOLDER_INVALID where nothing can be written. */
  setShiftReports(wanted: ShiftReportsWanted | null, actor: string): Promise<Settings>;
}

export interface StationBackups {
  get(): Promise<Backups>;
  /** FOLDER_INVALID where nothing can be written, or within the data themselves. */
  setPlan(plan: BackupPlan | null, actor: string): Promise<Backups>;
  /** FOLDER_INVALID without a plan, BUSY while one is being made. */
  start(actor: string): Promise<Backups>;
  /** LINE_RUNNING, BUSY, NOT_FOUND. The station ends and starts anew once all of it is proved. */
  restore(name: string, actor: string): Promise<Backups>;
  cancel(): Promise<Backups>;
}

export interface JudgeRequest {
  readonly upload: Upload;
  readonly productId: string | null;
  readonly serial: string | null;
  readonly lot: string | null;
  readonly actor: string;
}
