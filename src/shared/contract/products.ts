import { z } from 'zod';
import { goldenSampleSchema } from '../domain/golden-sample.ts';
import { recipeSchema } from '../domain/recipe.ts';
import { recipeChangeSchema } from '../domain/recipe-changes.ts';
import { recipeEditSchema } from '../domain/recipe-edit.ts';
import { call } from './call.ts';

const id = z.string().max(64);
const version = z.number().int().min(1);
const comment = z.string().trim().max(500);

export const productSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  name: z.string(),
  /** The newest. */
  version: z.number().int(),
  active: z.boolean(),
  /** The version on the line, while the product is; a newer one is put there by changing over again. */
  lineVersion: z.number().int().nullable(),
  demo: z.boolean(),
  /** Not made any more: offered nowhere, its records stay. */
  retired: z.boolean(),
  threshold: z.number(),
  reviewThreshold: z.number().nullable(),
  modelSha256: z.string(),
  /** Of the model's card; null where the model does not tell. */
  taughtAtUtc: z.string().nullable(),
  /** When and by whom this model first came into this product. */
  modelSinceUtc: z.string(),
  modelBy: z.string(),
  createdAtUtc: z.string(),
  createdBy: z.string(),
  /** Picture of a good part. 404 where there is none yet. */
  pictureUrl: z.string(),
});
export type Product = z.infer<typeof productSchema>;

export const productVersionSchema = z.object({
  version: z.number().int(),
  recipe: recipeSchema,
  sha256: z.string(),
  createdAtUtc: z.string(),
  createdBy: z.string(),
  comment: z.string(),
  /** Against the version before; null for the first. */
  changes: z.array(recipeChangeSchema).nullable(),
  /** How many golden samples belong to it. */
  golden: z.number().int(),
});
export type ProductVersion = z.infer<typeof productVersionSchema>;

export const productsContract = {
  list: call('watch')
    .route({ method: 'GET', path: '/products', summary: 'Products, newest version of each; retired ones only if asked for' })
    .input(z.object({ retired: z.enum(['with', 'without']).default('without') }).optional())
    .output(z.array(productSchema)),
  get: call('watch')
    .route({
      method: 'GET',
      path: '/products/{id}',
      summary: 'The recipe of a product, its golden samples and the card of its model',
    })
    .input(z.object({ id, version: z.coerce.number().int().min(1).optional() }))
    .output(
      z.object({
        product: productSchema,
        recipe: recipeSchema,
        golden: z.array(goldenSampleSchema),
        model: z.record(z.string(), z.unknown()),
      }),
    ),
  versions: call('watch')
    .route({
      method: 'GET',
      path: '/products/{id}/versions',
      summary: 'Every version of a product, newest first, with what changed',
    })
    .input(z.object({ id }))
    .output(z.array(productVersionSchema)),
  /** PRODUCT_RETIRED for a retired product. */
  select: call('engineer')
    .route({
      method: 'POST',
      path: '/products/{id}/select',
      summary: 'Change over to the newest version; a part in progress finishes on the old recipe',
    })
    .input(z.object({ id }))
    .output(productSchema),
  /** VERSION_OUTDATED when another version was saved meanwhile; NUMBER_TAKEN; BAD_REQUEST with what does not fit. */
  save: call('engineer')
    .route({
      method: 'POST',
      path: '/products/{id}/versions',
      summary: 'Change what a recipe holds, as a new version; the line goes on with the version it has',
    })
    .input(z.object({ id, basedOn: version, change: recipeEditSchema, comment: comment.default('') }))
    .output(productSchema),
  /** NUMBER_TAKEN when another product has that version's number now. */
  restore: call('engineer')
    .route({ method: 'POST', path: '/products/{id}/restore', summary: 'A new version that equals an old one' })
    .input(z.object({ id, version, comment: comment.optional() }))
    .output(productSchema),
  duplicate: call('engineer')
    .route({
      method: 'POST',
      path: '/products/{id}/duplicate',
      summary: 'Another product with the same recipe, a name of its own and a free number',
    })
    .input(z.object({ id, name: recipeSchema.shape.name, comment: comment.optional() }))
    .output(productSchema),
  /** PRODUCT_ACTIVE for the product on the line. */
  retire: call('engineer')
    .route({
      method: 'POST',
      path: '/products/{id}/retire',
      summary: 'Take a product out of the lists; its records and versions stay',
    })
    .input(z.object({ id, comment: comment.optional() }))
    .output(productSchema),
  bringBack: call('engineer')
    .route({ method: 'POST', path: '/products/{id}/bring-back', summary: 'Put a retired product back into the lists' })
    .input(z.object({ id, comment: comment.optional() }))
    .output(productSchema),
  import: call('engineer')
    .route({
      method: 'POST',
      path: '/products/import',
      summary: 'Import a .passline package (multipart, field "package"); nothing changes if it is damaged',
    })
    .input(z.object({ package: z.file(), comment: comment.optional() }))
    .output(productSchema),
};
