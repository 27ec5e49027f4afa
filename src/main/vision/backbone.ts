import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { assetPath } from '#main/paths.ts';
import { tapNames } from './method.ts';
import { cutGraph } from './onnx/builder.ts';
import { dataTypes, decodeOnnx, encodeOnnx, type OnnxGraph } from './onnx/codec.ts';
import { openSession } from './session.ts';

const descriptionSchema = z.object({
  name: z.string().min(1).max(80),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The network's input is `pixel * scale + offset`, RGB, [1, 3, H, W]; sides are multiples of `multipleOf`. */
  input: z.object({ name: z.string(), scale: z.number(), offset: z.number(), multipleOf: z.number().int().min(1) }),
  taps: z.array(z.object({ name: z.string(), channels: z.number().int().min(1), stride: z.number().int().min(1) })).min(1),
  licence: z.string(),
  notice: z.string(),
});
export interface Backbone extends z.infer<typeof descriptionSchema> {
  readonly graph: OnnxGraph;
}

/** The frozen network that the build put into the assets. Throws where it is missing or not what its description says. */
export async function loadBackbone(): Promise<Backbone> {
  const [description, bytes] = await Promise.all([
    readFile(assetPath('backbone.json'), 'utf8'),
    readFile(assetPath('backbone.onnx')),
  ]);
  const parsed = descriptionSchema.parse(JSON.parse(description));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== parsed.sha256) throw new Error('backbone.onnx is not the file that backbone.json describes: build again');
  return { ...parsed, graph: decodeOnnx(bytes) };
}

export function tapOf(backbone: Backbone, name: string): Backbone['taps'][number] {
  const tap = backbone.taps.find((one) => one.name === name);
  if (tap === undefined) throw new Error(`backbone ${backbone.name} has no tap ${name}`);
  return tap;
}

/** The backbone alone, cut at the deepest tap that judges use, to time it: what any method on these features costs at least. */
export async function openBackbone(width: number, height: number): Promise<{ run(): Promise<void>; close(): Promise<void> }> {
  const backbone = await loadBackbone();
  const { channels, stride, name } = tapOf(backbone, tapNames.at(-1) ?? '');
  const cut = cutGraph(backbone.graph, [
    { name, dataType: dataTypes.float, shape: [1, channels, height / stride, width / stride] },
  ]);
  const inputs = [{ name: backbone.input.name, dataType: dataTypes.float, shape: [1, 3, height, width] }];
  const session = await openSession(encodeOnnx({ ...cut, inputs }));
  // Not zeros: a network runs at its usual pace on usual numbers only.
  const data = Float32Array.from({ length: 3 * width * height }, (_, i) => Math.sin(i * 0.37));
  return {
    run: async () => {
      await session.run({ [backbone.input.name]: { data, dims: [1, 3, height, width] } });
    },
    close: session.close,
  };
}
