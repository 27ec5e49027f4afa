import { teachModel } from '../../src/main/vision/index.ts';

/** A model that brings its parts upright, whether these turn or not; answers with its path. */
export async function teachUpright(good: readonly string[], outFolder: string): Promise<string> {
  const request = { name: 'upright', good, bad: [], falseRejectRate: 0.05, seed: 1, upright: 'always' } as const;
  const { card, modelPath } = await teachModel(request, outFolder);
  if (card.scoring?.turning?.upright !== true) throw new Error('the parts of the bench could not be brought upright');
  return modelPath;
}
