import { describe, expect, it } from 'vitest';
import { clampView, fitView, maxZoom, panBy, place, type View, zoomAt } from './geometry.ts';

const stage = { width: 800, height: 600 };
const wide = { width: 1600, height: 600 };

const pictureAt = (view: View, at: { x: number; y: number }): { x: number; y: number } => {
  const { scale, x, y } = place(view, stage, wide);
  return { x: (at.x - x) / scale, y: (at.y - y) / scale };
};

describe('fitting', () => {
  it('shows the whole picture in the middle of the stage', () => {
    expect(place(fitView, stage, wide)).toEqual({ scale: 0.5, x: 0, y: 150 });
    expect(place(fitView, stage, { width: 100, height: 600 })).toEqual({ scale: 1, x: 350, y: 0 });
  });
});

describe('zooming', () => {
  it('keeps what is under the pointer under the pointer', () => {
    const at = { x: 500, y: 320 };
    const once = zoomAt(fitView, 4, at, stage, wide);
    const twice = zoomAt(once, 1.5, at, stage, wide);
    expect(pictureAt(twice, at).x).toBeCloseTo(pictureAt(once, at).x, 6);
    expect(pictureAt(twice, at).y).toBeCloseTo(pictureAt(once, at).y, 6);
  });
  it('ends at the whole picture and at sixteen times', () => {
    expect(zoomAt(fitView, 0.1, { x: 3, y: 3 }, stage, wide)).toEqual(fitView);
    expect(zoomAt(fitView, 1e6, { x: 400, y: 300 }, stage, wide).zoom).toBe(maxZoom);
  });
});

describe('moving', () => {
  it('never pulls an edge of the picture inside while there is more to see', () => {
    const zoomed: View = { zoom: 4, centerX: 0.5, centerY: 0.5 };
    const moved = panBy(zoomed, { x: 1e5, y: 1e5 }, stage, wide);
    const { x, y } = place(moved, stage, wide);
    expect(x).toBeCloseTo(0, 6);
    expect(y).toBeCloseTo(0, 6);
  });
  it('moves by exactly the pixels of the pointer', () => {
    const zoomed: View = { zoom: 4, centerX: 0.5, centerY: 0.5 };
    const before = place(zoomed, stage, wide);
    const after = place(panBy(zoomed, { x: 17, y: -9 }, stage, wide), stage, wide);
    expect(after.x - before.x).toBeCloseTo(17, 6);
    expect(after.y - before.y).toBeCloseTo(-9, 6);
  });
  it('keeps the side that fits in the middle', () => {
    expect(clampView({ zoom: 1.5, centerX: 0.5, centerY: 0.1 }, stage, wide).centerY).toBe(0.5);
  });
});
