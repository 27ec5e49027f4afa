import { createHash } from 'node:crypto';
import type { ZodError } from 'zod';
import { type Backbone, layersOf, type Tap } from '../backbone.ts';
import { readPictureFile } from '../decode.ts';
import { oneLine, VisionError } from '../errors.ts';
import type { Method, WeightedScorer } from '../method.ts';
import { cutGraph } from '../onnx/builder.ts';
import type { OnnxGraph } from '../onnx/codec.ts';
import { inOurSet, readForeignGraph } from '../onnx/lower.ts';
import { requireTrusted } from '../onnx/trust.ts';
import type { OwnBackbone } from '../types.ts';
import { backboneLimits, type BackboneManifest, backboneManifestSchema, type ManifestTap } from '#shared/domain/backbone.ts';

/** What banks and the judge of places are given of a layer at most: wider ones are projected. */
const bankChannels = 256;
const placeChannels = 32;

/** A network of somebody's own, read and believed as far as reading goes: whether it runs says `tryBackbone`. */
export interface ReadBackbone extends Backbone {
  readonly manifest: BackboneManifest;
  readonly opset: number;
}

/**
 * Reads an ONNX file and its manifest, neither of which is trusted. Throws VisionError BACKBONE_REJECTED with what is wrong: too
 * large, no ONNX, operators that are not ours, weights in other files, layers that are not there, another hash.
 */
export async function readOwnBackbone(files: OwnBackbone): Promise<ReadBackbone> {
  const manifest = parseManifest(await readBounded(files.manifest, backboneLimits.manifest, 'the manifest'));
  const bytes = await readBounded(files.onnx, backboneLimits.file, 'the ONNX file');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (manifest.sha256 !== undefined && manifest.sha256 !== sha256)
    throw rejected(`the ONNX file has the hash ${sha256}, not the one that the manifest names`);
  const { graph, opset } = attempt(() => readForeignGraph(bytes));
  const used = attempt(() => inOurSet(usedPart(graph, manifest), opset));
  attempt(() => requireTrusted(used));
  return { ...describe(manifest, sha256), graph: used, manifest: { ...manifest, sha256 }, opset };
}

const rejected = (detail: string, cause?: unknown) => new VisionError('BACKBONE_REJECTED', detail, { cause });

async function readBounded(path: string, maxFileBytes: number, what: string): Promise<Uint8Array> {
  try {
    return await readPictureFile(path, { maxFileBytes, maxPixels: 0, maxSidePx: 0, minSidePx: 0 });
  } catch (error) {
    throw rejected(`${what} cannot be read: ${error instanceof VisionError ? error.detail : oneLine(error)}`, error);
  }
}

function parseManifest(bytes: Uint8Array): BackboneManifest {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw rejected('the manifest is not JSON', error);
  }
  const parsed = backboneManifestSchema.safeParse(content);
  if (!parsed.success) throw rejected(`the manifest is not valid: ${firstIssue(parsed.error)}`, parsed.error);
  const strides = parsed.data.taps.map((tap) => tap.stride);
  const coarsest = Math.max(...strides);
  if (strides.some((stride) => coarsest % stride !== 0))
    throw rejected(`the strides ${strides.join(', ')} of the taps do not divide the largest of them`);
  const { size } = parsed.data.input;
  const sides = 'width' in size ? [size.width, size.height] : [size.multipleOf];
  if (sides.some((side) => side % coarsest !== 0))
    throw rejected(
      `the input's ${'width' in size ? 'sides' : 'multipleOf'} is not a multiple of the largest stride, ${coarsest}`,
    );
  return parsed.data;
}

function firstIssue({ issues: [issue] }: ZodError): string {
  return `${issue?.path.map(String).join('.') || 'it'}: ${oneLine(issue?.message ?? 'not valid')}`;
}

/** What reading throws is about the file. */
function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof VisionError ? error : rejected(oneLine(error), error);
  }
}

/** The part that the taps need, with one input. */
function usedPart(graph: OnnxGraph, { input, taps }: BackboneManifest): OnnxGraph {
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const missing = taps.find(({ tensor }) => !made.has(tensor));
  if (missing) throw rejected(`the graph has no value ${missing.tensor.slice(0, 120)}`);
  const cut = cutGraph(graph, layersOf(taps.map((tap) => ({ tensor: tap.tensor, prefix: prefixOf(tap) }))));
  const other = cut.inputs.find(({ name }) => name !== input.name);
  if (other) throw rejected(`the graph has the input ${other.name.slice(0, 120)} beside the picture`);
  if (!cut.inputs.some(({ name }) => name === input.name))
    throw rejected(`the graph has no input ${input.name.slice(0, 120)} that the taps depend on`);
  const bytes = cut.initializers.reduce((sum, { rawData }) => sum + rawData.length, 0);
  if (bytes > backboneLimits.weights)
    throw rejected(
      `up to its taps it has ${Math.ceil(bytes / 2 ** 20)} MiB of weights, more than ${backboneLimits.weights / 2 ** 20}`,
    );
  return cut;
}

const prefixOf = (tap: ManifestTap): number | null => (tap.kind === 'tokens' ? tap.prefix : null);

/** Which judges look at what: directions at every layer, strength at the deepest, places at the finest. */
function describe({ name, input, taps, licence, notice }: BackboneManifest, sha256: string): Omit<Backbone, 'graph'> {
  const tapAs = (index: number, kind: 'bank' | 'place'): Tap => {
    const tap = taps[index] as ManifestTap;
    const channels = Math.min(tap.channels, kind === 'bank' ? bankChannels : placeChannels);
    return {
      ...{ name: `${kind}${index}`, tensor: tap.tensor, channels, stride: tap.stride, zoom: 1 },
      prefix: prefixOf(tap),
      width: tap.channels,
    };
  };
  const deepest = taps.length - 1;
  const bank = (judge: string, index: number, metric: 'euclidean' | 'cosine'): WeightedScorer => ({
    ...{ name: judge, tap: `bank${index}`, metric, weight: 1 },
  });
  const method: Method = {
    banks: [
      bank('own', deepest, 'euclidean'),
      bank('ownc', deepest, 'cosine'),
      ...taps.slice(0, deepest).map((_, index) => bank(`ownc${index}`, index, 'cosine')),
    ],
    position: { name: 'ownp', tap: 'place0', metric: 'position' },
    pools: [
      { tap: `bank${deepest}`, over: 'ReduceMean' },
      { tap: `bank${deepest}`, over: 'ReduceMax' },
    ],
  };
  const { mean, std, scale, order, size } = input;
  const each = (of: (colour: 0 | 1 | 2) => number): [number, number, number] => [of(0), of(1), of(2)];
  return {
    ...{ name, sha256, licence, notice, method },
    input: { name: input.name, scale: each((c) => scale / std[c]), offset: each((c) => -mean[c] / std[c]), order, size },
    taps: [...taps.map((_, index) => tapAs(index, 'bank')), tapAs(0, 'place')],
  };
}
