import { z } from 'zod';
import { recipeSchema } from '../domain/recipe.ts';
import { call } from './call.ts';

export const productSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  name: z.string(),
  version: z.number().int(),
  active: z.boolean(),
  demo: z.boolean(),
  threshold: z.number(),
  modelSha256: z.string(),
  createdAtUtc: z.string(),
  createdBy: z.string(),
});
export type Product = z.infer<typeof productSchema>;

export const productsContract = {
  list: call('watch')
    .route({ method: 'GET', path: '/products', summary: 'Products, newest version of each' })
    .output(z.array(productSchema)),
  get: call('watch')
    .route({ method: 'GET', path: '/products/{id}', summary: 'The recipe of a product and the card of its model' })
    .input(z.object({ id: z.string() }))
    .output(z.object({ product: productSchema, recipe: recipeSchema, model: z.record(z.string(), z.unknown()) })),
  select: call('engineer')
    .route({
      method: 'POST',
      path: '/products/{id}/select',
      summary: 'Change over; a part in progress finishes on the old recipe',
    })
    .input(z.object({ id: z.string() }))
    .output(productSchema),
  import: call('engineer')
    .route({
      method: 'POST',
      path: '/products/import',
      summary: 'Import a .passline package (multipart, field "package"); nothing changes if it is damaged',
    })
    .input(z.object({ package: z.file() }))
    .output(productSchema),
};
