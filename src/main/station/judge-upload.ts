import { PasslineError } from '#shared/contract/errors.ts';
import type { PartReport } from '#shared/domain/inspection.ts';
import type { JudgeRequest } from '../api/index.ts';
import type { Inspection } from '../inspection/index.ts';
import type { Records } from '../records/types.ts';

/**
 * A picture from outside, judged by a product's recipe and recorded as a part of mode `service`. Answers with the whole
 * report, its row committed; its pictures are written a moment later. Fails with NO_PRODUCT, NOT_FOUND (no such product),
 * BUSY or NOT_READY; a picture that cannot be judged is an `error` verdict, not a failure.
 */
export async function judgeUpload(
  request: JudgeRequest,
  { inspection, records }: { readonly inspection: Inspection; readonly records: Pick<Records, 'part' | 'recipe'> },
): Promise<PartReport> {
  const recipe = request.productId === null ? inspection.snapshot().recipe : await records.recipe(request.productId);
  if (recipe === null) throw new PasslineError(request.productId === null ? 'NO_PRODUCT' : 'NOT_FOUND');
  const { partId } = await inspection.inspectPicture({
    picture: { path: request.upload.path },
    recipe,
    serial: request.serial,
    lot: request.lot,
    operator: request.actor,
    fileName: request.upload.name || null,
  });
  const report = await records.part(partId);
  if (report === null) throw new Error(`part ${partId} was recorded but is not in the records`);
  return report;
}
