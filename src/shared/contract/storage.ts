import { z } from 'zod';
import { diskForecastSchema, diskMeasureSchema, productPaceSchema } from '../domain/disk-forecast.ts';
import { picturePolicySchema } from '../domain/recipe.ts';
import { call } from './call.ts';

export const storageSchema = z.object({
  measure: diskMeasureSchema,
  /** For the retention that was asked for; else for that of the pictures of the last days. */
  forecast: diskForecastSchema,
  /** How each product keeps its pictures, a part of its recipe, and what they take by the days on which it ran. */
  products: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      version: z.number().int(),
      pictures: picturePolicySchema,
      /** Null: it has not run yet with pictures kept that way. */
      pace: productPaceSchema.nullable(),
    }),
  ),
});
export type Storage = z.infer<typeof storageSchema>;

export const storageContract = {
  get: call('engineer')
    .route({
      method: 'GET',
      path: '/storage',
      summary: 'What lies on the disk, what is written a day, and when it is full if pictures are kept for so many days',
    })
    .input(z.object({ retentionDays: z.coerce.number().int().min(1).max(3_650).optional() }))
    .output(storageSchema),
};
