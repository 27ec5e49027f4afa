import { describe, expect, it } from 'vitest';
import { besides } from './place-card.ts';

const window = { width: 1280, height: 800 };
const card = { width: 380, height: 260 };

describe('the card of the tour', () => {
  it('stands beside what it speaks of, on the side with more room', () => {
    expect(besides({ x: 885, y: 64, width: 395, height: 136 }, card, window).x).toBe(885 - 380 - 20);
    expect(besides({ x: 0, y: 64, width: 88, height: 736 }, card, window)).toEqual({ x: 108, y: 302 });
  });
  it('stands below or above where the sides are too narrow', () => {
    expect(besides({ x: 100, y: 64, width: 1100, height: 300 }, card, window).y).toBe(384);
    expect(besides({ x: 100, y: 500, width: 1100, height: 280 }, card, window).y).toBe(220);
  });
  it('never leaves the window', () => {
    for (const target of [
      { x: 0, y: 0, width: 1280, height: 800 },
      { x: 1270, y: 790, width: 10, height: 10 },
    ]) {
      const { x, y } = besides(target, card, window);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(20);
      expect(x + card.width).toBeLessThanOrEqual(1260);
      expect(y + card.height).toBeLessThanOrEqual(780);
    }
  });
});
