import { z } from 'zod';
import { partReportSchema } from '../domain/inspection.ts';
import { call } from './call.ts';

export const inspectionsContract = {
  /**
   * A picture in, a report out. Recorded as a part of mode `service`, which does not count as production.
   * A picture that cannot be judged (damaged, empty, too large …) is answered 200 with verdict `error` and its reason:
   * the verdict was made and recorded.
   */
  create: call('inspect')
    .route({ method: 'POST', path: '/inspections', summary: 'Judge a picture (multipart, field "photo")' })
    .input(
      z.object({
        photo: z.file(),
        /** Product to judge by; default: the one on the line. */
        product: z.string().max(64).optional(),
        serial: z.string().trim().max(80).optional(),
        lot: z.string().trim().max(80).optional(),
      }),
    )
    .output(partReportSchema),
};
