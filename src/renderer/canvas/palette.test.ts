import { describe, expect, it } from 'vitest';
import { colorHeat, heatAlpha, heatGradient, infernoColor, thresholdByte } from './palette.ts';

describe('the colours of the heat map', () => {
  it('are those of inferno', () => {
    const table: [number, [number, number, number]][] = [
      [0, [0, 0, 4]],
      [64 / 255, [87, 16, 110]],
      [128 / 255, [188, 55, 84]],
      [192 / 255, [249, 142, 9]],
      [1, [252, 255, 164]],
    ];
    for (const [share, expected] of table) {
      infernoColor(share).forEach((value, channel) => {
        expect(Math.abs(value - (expected[channel] ?? 0)), `share ${share}, channel ${channel}`).toBeLessThanOrEqual(6);
      });
    }
  });
  it('grow brighter all the way, so that a copy in grey can be read', () => {
    const luma = Array.from({ length: 256 }, (_, byte) => {
      const [r, g, b] = infernoColor(byte / 255);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    for (let byte = 1; byte < 256; byte++) expect(luma[byte]).toBeGreaterThanOrEqual((luma[byte - 1] ?? 0) - 0.8);
  });
  it('hide nothing of a normal part, mark what reaches the threshold, and let the defect under them be seen', () => {
    expect(heatAlpha(0)).toBe(0);
    expect(heatAlpha(40)).toBe(0);
    expect(heatAlpha(100)).toBeGreaterThan(0);
    expect(heatAlpha(thresholdByte)).toBeGreaterThan(0.7);
    expect(heatAlpha(255)).toBe(heatAlpha(thresholdByte));
    expect(heatAlpha(255)).toBeLessThan(0.9);
  });
  it('are put in the place of the grey values', () => {
    const pixels = new Uint8ClampedArray([0, 0, 0, 255, 255, 255, 255, 255]);
    colorHeat(pixels);
    expect(pixels[3]).toBe(0);
    expect([...pixels.slice(4)]).toEqual([...infernoColor(1), Math.round(255 * heatAlpha(255))]);
  });
  it('are the same on the colour bar', () => {
    const [r, g, b] = infernoColor(1);
    expect(heatGradient()).toContain(`rgb(${r} ${g} ${b} / 1.000) 100.0%`);
  });
});
