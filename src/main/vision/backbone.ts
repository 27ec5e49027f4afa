import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { assetPath } from '#main/paths.ts';
import type { Profile } from '#shared/domain/profile.ts';
import { accurateMethod, fastMethod, type Method, tapsOf } from './method.ts';
import { cutGraph } from './onnx/builder.ts';
import { dataTypes, decodeOnnx, encodeOnnx, type OnnxGraph, type OnnxValue } from './onnx/codec.ts';
import { inputSizeFor, type SizeRule } from './resize.ts';
import { openSession } from './session.ts';

/** A layer that judges look at. */
export interface Tap {
  readonly name: string;
  /** The value of the network's graph, float32 [1, width, H / stride, W / stride], or [1, prefix + positions, width]. */
  readonly tensor: string;
  /** Of the layer. */
  readonly width: number;
  /** As judges see it: where the layer is wider, it is projected. */
  readonly channels: number;
  /** Of a layer of tokens: how many stand before those of the picture. Null: a layer that is a map. */
  readonly prefix: number | null;
  /** Pixels of the network's input for one position of the layer. */
  readonly stride: number;
  /** 2: the network is shown the picture at twice the size. */
  readonly zoom: 1 | 2;
}
/** Colours by channel: red, green, blue. */
type Colours = readonly [number, number, number];
/** How pictures come to a network. */
export interface NetworkInput {
  /** Of the graph's input, float32 [1, 3, H, W]: `pixel * scale + offset`. */
  readonly name: string;
  readonly scale: Colours;
  readonly offset: Colours;
  readonly order: 'rgb' | 'bgr';
  readonly size: SizeRule;
}
/** A frozen network, and who may judge by it. */
export interface Backbone {
  readonly name: string;
  readonly sha256: string;
  readonly licence: string;
  readonly notice: string;
  readonly input: NetworkInput;
  readonly taps: readonly Tap[];
  readonly method: Method;
  readonly graph: OnnxGraph;
}

const descriptionSchema = z.object({
  name: z.string().min(1).max(80),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** The network's input is `pixel * scale + offset`, RGB, [1, 3, H, W]; sides are multiples of `multipleOf`. */
  input: z.object({ name: z.string(), scale: z.number(), offset: z.number(), multipleOf: z.number().int().min(1) }),
  taps: z.array(z.object({ name: z.string(), channels: z.number().int().min(1), stride: z.number().int().min(1) })).min(1),
  licence: z.string(),
  notice: z.string(),
});

/** Of the default backbone, in pixels: larger inputs judged worse alone. */
const usualSide = 320;

/** The frozen network that the build put into the assets. Throws where it is missing or not what its description says. */
export async function loadBackbone(profile: Profile = 'fast'): Promise<Backbone> {
  const [description, bytes] = await Promise.all([
    readFile(assetPath('backbone.json'), 'utf8'),
    readFile(assetPath('backbone.onnx')),
  ]);
  const { input, taps, ...rest } = descriptionSchema.parse(JSON.parse(description));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== rest.sha256) throw new Error('backbone.onnx is not the file that backbone.json describes: build again');
  const same = (value: number): Colours => [value, value, value];
  const usual = taps.map((tap): Tap => ({ ...tap, tensor: tap.name, width: tap.channels, prefix: null, zoom: 1 }));
  const closer = usual.map((tap): Tap => ({ ...tap, name: `d${tap.name}`, zoom: 2 }));
  return {
    ...rest,
    input: {
      name: input.name,
      scale: same(input.scale),
      offset: same(input.offset),
      order: 'rgb',
      size: { multipleOf: input.multipleOf, side: usualSide },
    },
    taps: profile === 'fast' ? usual : [...usual, ...closer],
    method: profile === 'fast' ? fastMethod : accurateMethod,
    graph: decodeOnnx(bytes),
  };
}

export function tapOf(backbone: Backbone, name: string): Tap {
  const tap = backbone.taps.find((one) => one.name === name);
  if (tap === undefined) throw new Error(`backbone ${backbone.name} has no tap ${name}`);
  return tap;
}

/** The layers of taps as values of the graph, each once. */
export function layersOf(taps: readonly Pick<Tap, 'tensor' | 'prefix'>[]): OnnxValue[] {
  const prefixes = new Map(taps.map(({ tensor, prefix }) => [tensor, prefix]));
  return [...prefixes].map(([name, prefix], k) => ({
    ...{ name, dataType: dataTypes.float },
    shape: prefix === null ? [1, `c${k}`, `h${k}`, `w${k}`] : [1, `n${k}`, `c${k}`],
  }));
}

/** How much larger than the network's usual input the picture of a model is. */
export const zoomOf = ({ taps }: Pick<Backbone, 'taps'>): number => Math.max(...taps.map(({ zoom }) => zoom));

/** Of the picture of a model, for pictures of this aspect ratio (width / height). */
export function inputFor(backbone: Backbone, aspect: number): { readonly width: number; readonly height: number } {
  const { width, height } = inputSizeFor(aspect, backbone.input.size);
  return { width: width * zoomOf(backbone), height: height * zoomOf(backbone) };
}

/**
 * The backbone alone, cut at the deepest taps that judges use, to time it: what any method on these features costs at least.
 * `width`, `height`: of the model's picture.
 */
export async function openBackbone(
  backbone: Backbone,
  width: number,
  height: number,
): Promise<{ run(): Promise<void>; close(): Promise<void> }> {
  const used = tapsOf(backbone.method).map((name) => tapOf(backbone, name));
  const whole = zoomOf(backbone);
  const looks = await Promise.all(
    [1, 2]
      .filter((zoom) => used.some((tap) => tap.zoom === zoom))
      .map((zoom) =>
        openLook(
          backbone,
          used.filter((tap) => tap.zoom === zoom),
          (width * zoom) / whole,
          (height * zoom) / whole,
        ),
      ),
  );
  return {
    run: async () => {
      for (const look of looks) await look.run();
    },
    close: async () => {
      for (const look of looks) await look.close();
    },
  };
}

async function openLook({ graph, input }: Backbone, taps: readonly Tap[], width: number, height: number) {
  const outputs = layersOf(taps);
  const inputs = [{ name: input.name, dataType: dataTypes.float, shape: [1, 3, height, width] }];
  const session = await openSession(encodeOnnx({ ...cutGraph(graph, outputs), inputs }));
  // Not zeros: a network runs at its usual pace on usual numbers only.
  const data = Float32Array.from({ length: 3 * width * height }, (_, i) => Math.sin(i * 0.37));
  return {
    run: async () => {
      await session.run({ [input.name]: { data, dims: [1, 3, height, width] } });
    },
    close: session.close,
  };
}
