import { existsSync } from 'node:fs';
import type { Logger } from 'pino';
import type { SourceConfig } from '#shared/domain/source.ts';
import type { Inspection } from '../inspection/index.ts';
import type { Records } from '../records/types.ts';
import type { LineSettingsStore } from './line-settings.ts';
import type { StationProducts } from './products.ts';

export interface RestoreOptions {
  readonly inspection: Inspection;
  readonly records: Pick<Records, 'recipe' | 'recipes'>;
  readonly settings: LineSettingsStore;
  readonly products: StationProducts;
  /** Package of the demo; null: no demo. */
  readonly demoPackage: string | null;
  /** What the command line asks for, over what was kept. */
  readonly wished: { readonly source: SourceConfig | null; readonly packageFile: string | null };
  readonly log: Logger;
}

/** Parts lie still for most of a second: more frames would show nothing new, and drawing ten took a quarter of a core. */
const demoSource: SourceConfig = { kind: 'simulated', defectRate: 0.12, seed: 1, fps: 5, width: 1280, height: 960 };

/**
 * Brings the line back to what it was before the last stop: product, source, lot, and running if it ran. A fresh station with
 * the demo gets the demo's product, its simulated camera, and a running line. Whatever fails is logged and leaves the line
 * as far as it came: the station itself is up and says what is missing. A product that was asked for and cannot be had leaves
 * the line without one.
 */
export async function restoreLine(options: RestoreOptions): Promise<void> {
  const { inspection, records, settings, products, wished, log } = options;
  const attempt = async (what: string, act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (error) {
      log.error({ err: error }, `at start: ${what}`);
      return false;
    }
  };

  const { lot, supplierLot } = settings.current();
  inspection.setLot({ lot, supplierLot });
  const { packageFile } = wished;
  const asWished =
    packageFile === null ||
    (await attempt('importing the product', async () => {
      const { id } = await products.importPackage(packageFile, { comment: null, actor: 'system' });
      await settings.change({ productId: id, recipeVersion: null });
    }));
  if (wished.source !== null) await settings.change({ source: wished.source });

  const fresh = asWished && settings.current().productId === null && (await records.recipes()).length === 0;
  if (fresh && options.demoPackage !== null) {
    const demo = options.demoPackage;
    if (!existsSync(demo)) log.error({ demo }, 'the package of the demo is missing');
    else {
      await attempt('starting the demo', async () => {
        await settings.change({ source: settings.current().source ?? demoSource, running: true });
        await products.importDemo(demo);
      });
    }
  }

  const { productId, recipeVersion, source } = settings.current();
  if (source !== null) await attempt('opening the source', () => inspection.setSource(source, { insist: true }));
  // Whoever asked for a product shall not find another one judged because theirs could not be had.
  if (!asWished) return;
  if (productId !== null && inspection.snapshot().recipe?.recipe.productId !== productId) {
    await attempt('loading the product', async () =>
      inspection.setRecipe(await records.recipe(productId, recipeVersion ?? undefined)),
    );
  }
  // read now: somebody may have stopped the line while it was being brought back
  const { running } = settings.current();
  if (running && settings.current().productId !== null) await attempt('starting the line', () => inspection.start());
}
