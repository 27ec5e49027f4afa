import type { RecipeTool } from '#shared/domain/recipe.ts';
import { sameRegions } from '#shared/domain/region.ts';
import { loadModel } from '../vision/index.ts';
import type { Image, Model, ModelCard } from '../vision/types.ts';
import { EngineError } from './errors.ts';
import type { ViewMeasurement } from './judge-protocol.ts';
import type { ModelPaths, ToolMeasurement } from './protocol.ts';

/** Models that stay loaded beside those of the newest recipe: a change-over back does not have to wait. */
const keptModels = 4;

interface LoadedModel {
  readonly model: Model;
  /** The file it was proved by. */
  readonly path: string;
}

export interface Models {
  /** Loads what is not loaded yet; hash and self-test are checked. Fails with MODEL_MISSING or MODEL_REJECTED. */
  load(tools: readonly RecipeTool[], paths: ModelPaths): Promise<Record<string, ModelCard>>;
  /** Runs every tool on the picture, one after the other. Fails with MODEL_MISSING for a model that was not loaded. */
  measure(image: Image, tools: readonly RecipeTool[]): Promise<ViewMeasurement>;
}

export function createModels(): Models {
  // In order of last use, oldest first.
  const loaded = new Map<string, LoadedModel>();

  const use = (sha256: string): LoadedModel | null => {
    const known = loaded.get(sha256);
    if (!known) return null;
    loaded.delete(sha256);
    loaded.set(sha256, known);
    return known;
  };

  const loadFrom = async (sha256: string, path: string | undefined): Promise<Model> => {
    const known = use(sha256);
    // another file only says that it is this model: it has to prove it, whatever was proved by the file before
    if (known !== null && (path === undefined || path === known.path)) return known.model;
    const model = await open(sha256, path);
    await known?.model.close();
    loaded.set(sha256, { model, path: path ?? '' });
    return model;
  };

  return {
    async load(tools, paths) {
      const cards: Record<string, ModelCard> = {};
      const wanted = new Set(tools.map((tool) => tool.modelSha256));
      for (const sha256 of wanted) {
        const model = await loadFrom(sha256, paths[sha256]);
        const stranger = tools.find((tool) => tool.modelSha256 === sha256 && tool.kind !== model.kind);
        if (stranger !== undefined) {
          throw new EngineError(
            'MODEL_REJECTED',
            `Tool ${stranger.id} is of kind ${stranger.kind}, its model of kind ${model.kind}.`,
          );
        }
        cards[sha256] = model.card;
      }
      for (const tool of tools) requireSameRegions(tool, loaded.get(tool.modelSha256)?.model);
      for (const [sha256, { model }] of loaded) {
        if (loaded.size <= Math.max(keptModels, wanted.size)) break;
        loaded.delete(sha256);
        await model.close();
      }
      return cards;
    },
    async measure(image, tools) {
      const results: ToolMeasurement[] = [];
      const latencyMs: { locate?: number; prepare: number; infer: number; defects: number } = {
        prepare: 0,
        infer: 0,
        defects: 0,
      };
      let leading: ViewMeasurement['leading'] | null = null;
      let highest = Number.NEGATIVE_INFINITY;
      for (const tool of tools) {
        const model = use(tool.modelSha256)?.model;
        if (!model) throw new EngineError('MODEL_MISSING', `Model ${tool.modelSha256.slice(0, 12)} is not loaded.`);
        const { score, map, crop, defects, scorers, resemblances, latencyMs: spent } = await model.measure(image, tool);
        results.push({ toolId: tool.id, modelSha256: model.sha256, score, defects, scorers, resemblances });
        if (spent.locate !== undefined) latencyMs.locate = (latencyMs.locate ?? 0) + spent.locate;
        latencyMs.prepare += spent.prepare;
        latencyMs.infer += spent.infer;
        latencyMs.defects += spent.defects;
        const excess = score - tool.threshold;
        if (leading === null || excess > highest) {
          leading = { toolId: tool.id, threshold: tool.threshold, map, crop };
          highest = excess;
        }
      }
      if (leading === null) throw new EngineError('INTERNAL', 'The recipe has no tool.');
      return { tools: results, leading, latencyMs };
    },
  };
}

/** What the screen shows as inspected has to be what is judged. */
function requireSameRegions(tool: RecipeTool, model: Model | undefined): void {
  if (model === undefined || sameRegions(tool.regions ?? [], model.regions)) return;
  throw new EngineError('MODEL_REJECTED', `Tool ${tool.id}: the recipe names other regions than its model was taught with.`);
}

async function open(sha256: string, path: string | undefined): Promise<Model> {
  const short = sha256.slice(0, 12);
  if (path === undefined) throw new EngineError('MODEL_MISSING', `Model ${short} is not on this station.`);
  const model = await loadModel(path);
  if (model.sha256 !== sha256) {
    await model.close();
    throw new EngineError('MODEL_REJECTED', `The file of model ${short} holds another model (${model.sha256.slice(0, 12)}).`);
  }
  return model;
}
