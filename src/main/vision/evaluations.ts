import { type EvaluateContext, evaluateSet } from './evaluate.ts';
import { evaluateDisturbed } from './evaluate-disturbed.ts';
import { evaluateKinds } from './evaluate-kinds.ts';
import { evaluateLabelled } from './evaluate-labelled.ts';

/**
 * The evaluation that the options ask for: of the method on a set, of what a few known bad pictures add to it, of what is lost
 * where parts lie or are lit differently, or of how kinds of defects are named.
 */
export function evaluate(
  folder: string,
  options: Readonly<Record<string, unknown>>,
  context: EvaluateContext,
): Promise<Record<string, unknown>> {
  if (options['labelled'] !== undefined) return evaluateLabelled(folder, options, context);
  if (options['disturb'] !== undefined) return evaluateDisturbed(folder, options, context);
  if (options['kinds'] !== undefined) return evaluateKinds(folder, options, context);
  return evaluateSet(folder, options, context);
}
