import { describe, expect, it } from 'vitest';
import { drawScene, outlineOf, type Scene } from './draw-scene.ts';
import { fitView } from './geometry.ts';

/** A context that writes down what is drawn, with the state it is drawn in. */
function recorder() {
  const calls: { name: string; args: unknown[]; filter: string; alpha: number }[] = [];
  const state = { filter: 'none', globalAlpha: 1 };
  const stack: (typeof state)[] = [];
  const record =
    (name: string) =>
    (...args: unknown[]): void => {
      calls.push({ name, args, filter: state.filter, alpha: state.globalAlpha });
    };
  const context = Object.assign(state, {
    save: () => stack.push({ filter: state.filter, globalAlpha: state.globalAlpha }),
    restore: () => Object.assign(state, stack.pop()),
    setTransform: record('setTransform'),
    fillRect: record('fillRect'),
    drawImage: record('drawImage'),
    strokeRect: record('strokeRect'),
    fillText: record('fillText'),
    measureText: (text: string) => ({ width: text.length * 8 }) as TextMetrics,
    setLineDash: record('setLineDash'),
    beginPath: record('beginPath'),
    roundRect: record('roundRect'),
    fill: record('fill'),
    moveTo: record('moveTo'),
    lineTo: record('lineTo'),
    closePath: record('closePath'),
    stroke: record('stroke'),
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    lineDashOffset: 0,
    font: '',
    textBaseline: 'middle' as const,
    imageSmoothingEnabled: true,
    imageSmoothingQuality: 'high' as const,
  });
  return { context, calls, of: (name: string) => calls.filter((call) => call.name === name) };
}

const image = { nameOfPicture: 'picture' } as unknown as CanvasImageSource;
const heat = { nameOfPicture: 'heat' } as unknown as CanvasImageSource;
const defect = { x: 100, y: 100, width: 40, height: 20, score: 0.8, area_px: 600 };
const scene: Scene = {
  stage: { width: 400, height: 300 },
  pixelRatio: 2,
  view: fitView,
  picture: { image, size: { width: 800, height: 600 } },
  dim: null,
  heat,
  heatOpacity: 0.6,
  defects: [defect],
  labels: ['1 · 0.80'],
  style: { background: '#000', outline: 'red', outlineGap: 'white', label: 'black', labelText: 'white', font: '14px Inter' },
};

describe('regions', () => {
  const square = [
    { x: 0.25, y: 0.5 },
    { x: 0.5, y: 0.5 },
    { x: 0.5, y: 1 },
  ];
  const regions = [{ id: 'face', kind: 'inspect' as const, polygon: square, sensitivity: 1 }];
  it('are drawn where they lie on the picture, at every zoom, under the defects', () => {
    const { context, calls, of } = recorder();
    drawScene(context, { ...scene, regions });
    expect([...of('moveTo'), ...of('lineTo')].map(({ args }) => args)).toEqual([
      [100, 150],
      [200, 150],
      [200, 300],
    ]);
    const names = calls.map(({ name }) => name);
    expect(names.indexOf('stroke')).toBeLessThan(names.indexOf('strokeRect'));
  });
  it('show how to lay a part before it is judged, and not on an old picture', () => {
    const strokes = (dim: Scene['dim']) => {
      const { context, of } = recorder();
      drawScene(context, { ...scene, dim, regions });
      return of('stroke').length;
    };
    expect(strokes('unjudged')).toBe(2);
    expect(strokes('old')).toBe(0);
  });
});

describe('the stage', () => {
  it('draws picture, heat map and outlines over each other in the same place', () => {
    const { context, of } = recorder();
    drawScene(context, scene);
    expect(of('drawImage').map((call) => [call.args, call.alpha])).toEqual([
      [[image, 0, 0, 400, 300], 1],
      [[heat, 0, 0, 400, 300], 0.6],
    ]);
    expect(of('fillText')[0]?.args[0]).toBe('1 · 0.80');
  });
  it('shows an old or unjudged picture grey and dark, without anything a judgement would add', () => {
    const { context, of } = recorder();
    drawScene(context, { ...scene, dim: 'old' });
    expect(of('drawImage')).toHaveLength(1);
    expect(of('drawImage')[0]?.filter).toContain('grayscale(1)');
    expect(of('strokeRect')).toHaveLength(0);
    expect(of('fillText')).toHaveLength(0);
  });
  it('is empty without a picture', () => {
    const { context, calls } = recorder();
    drawScene(context, { ...scene, picture: null });
    expect(calls.map((call) => call.name)).toEqual(['setTransform', 'fillRect']);
  });
  it('draws no heat map when its opacity is zero', () => {
    const { context, of } = recorder();
    drawScene(context, { ...scene, heatOpacity: 0 });
    expect(of('drawImage')).toHaveLength(1);
  });
  it('keeps labels on the stage', () => {
    for (const corner of [
      { ...defect, x: 0, y: 0 },
      { ...defect, x: 780, y: 590, width: 20, height: 10 },
      { ...defect, x: 0, y: 0, width: 800, height: 600 },
    ]) {
      const { context, of } = recorder();
      drawScene(context, { ...scene, defects: [corner] });
      const [x, y, width, height] = (of('roundRect')[0]?.args ?? []) as number[];
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect((x ?? 0) + (width ?? 0)).toBeLessThanOrEqual(400);
      expect((y ?? 0) + (height ?? 0)).toBeLessThanOrEqual(300);
    }
  });
});

describe('an outline', () => {
  const placement = { scale: 0.5, x: 10, y: 20 };
  it('leaves the region free', () => {
    const box = outlineOf(defect, placement);
    expect(box).toEqual({ x: 55, y: 65, width: 30, height: 20 });
  });
  it('of a tiny region is still large enough to see, around its middle', () => {
    const box = outlineOf({ ...defect, width: 1, height: 1 }, placement);
    expect(box.width).toBe(18);
    expect(box.x + box.width / 2).toBeCloseTo(10 + 100.5 * 0.5, 6);
  });
});
