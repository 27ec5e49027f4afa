import { z } from 'zod';
import {
  type Likeness,
  type Resemblance,
  resemblanceSchema,
  type SpokenScorer,
  spokenScorerSchema,
} from '#shared/domain/inspection.ts';
import type { SqliteDatabase } from './database.ts';

/** What a defect of a part looked most like, as a report shows it. */
export interface ReportResemblance {
  readonly modelSha256: string;
  /** Whether the model compares with a reference. */
  readonly compares: boolean;
  /** In pixels of the part's full picture. */
  readonly place: Pick<Resemblance, 'x' | 'y' | 'width' | 'height'>;
  /** The nearest place, in a picture that the model carries. */
  readonly good: Likeness;
}

const storedSchema = z.array(resemblanceSchema);

/** Of the first tool that tells, the first of its defects. */
export function readReportResemblance(database: SqliteDatabase, partNumber: number): ReportResemblance | null {
  if (!hasColumn(database, 'resemblances')) return null;
  const row = database
    .prepare<unknown[], { model_sha256: string; kind: string; resemblances: string }>(
      `SELECT model_sha256, kind, resemblances FROM tool_result
       WHERE part_number = ? AND resemblances IS NOT NULL ORDER BY view, tool LIMIT 1`,
    )
    .get(partNumber);
  if (row === undefined) return null;
  const [first] = storedSchema.parse(JSON.parse(row.resemblances));
  const good = first?.good[0];
  if (first === undefined || good === undefined) return null;
  return { modelSha256: row.model_sha256, compares: row.kind === 'reference', place: first, good };
}

/** Of the first tool that tells, the judge with the largest share. */
export function readLoudestScorer(database: SqliteDatabase, partNumber: number): SpokenScorer | null {
  if (!hasColumn(database, 'scorers')) return null;
  const stored = database
    .prepare<unknown[], string>(
      'SELECT scorers FROM tool_result WHERE part_number = ? AND scorers IS NOT NULL ORDER BY view, tool LIMIT 1',
    )
    .pluck()
    .get(partNumber);
  if (stored === undefined) return null;
  const spoken = z.array(spokenScorerSchema).parse(JSON.parse(stored));
  return spoken.toSorted((a, b) => b.share - a.share)[0] ?? null;
}

/** Records that no station of this version has opened yet may lack it; a report changes nothing. */
const hasColumn = (database: SqliteDatabase, name: string): boolean =>
  database.prepare("SELECT 1 FROM pragma_table_info('tool_result') WHERE name = ?").get(name) !== undefined;
