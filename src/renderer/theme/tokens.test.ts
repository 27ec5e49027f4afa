import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

function tokensOf(scheme: string): Map<string, string> {
  const block = new RegExp(`\\[data-mantine-color-scheme="${scheme}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return new Map([...block.matchAll(/--pl-([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name ?? '', value ?? '']));
}

/** Relative luminance and contrast (WCAG 2.2, definitions). */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['page', 'bar', 'surface', 'raised', 'hover'];
const texts = ['text', 'dim', 'pass-text', 'fail-text', 'error-text', 'review-text'];
const onColours = [
  ['on-state', 'pass'],
  ['on-state', 'fail'],
  ['on-state', 'review'],
  ['on-error', 'error'],
  ['on-strong', 'strong'],
  ['text', 'idle'],
  ['dim', 'idle'],
] as const;

describe.each(['dark', 'light'])('the %s theme', (scheme) => {
  const tokens = tokensOf(scheme);
  const colour = (name: string): string => tokens.get(name) ?? '#ff00ff';

  it('has letters that can be read on every surface (4.5 : 1)', () => {
    const weak = texts.flatMap((text) =>
      surfaces
        .map((surface) => [text, surface, contrast(colour(text), colour(surface))] as const)
        .filter(([, , ratio]) => ratio < 4.5)
        .map(([, surface, ratio]) => `${text} on ${surface}: ${ratio.toFixed(2)}`),
    );
    expect(weak).toEqual([]);
  });
  it('has letters that can be read on the colours of the states (4.5 : 1)', () => {
    const weak = onColours
      .map(([text, ground]) => [`${text} on ${ground}`, contrast(colour(text), colour(ground))] as const)
      .filter(([, ratio]) => ratio < 4.5);
    expect(weak).toEqual([]);
  });
  it('shows where the keyboard is on every surface (3 : 1)', () => {
    expect(surfaces.filter((surface) => contrast(colour('focus'), colour(surface)) < 3)).toEqual([]);
  });
});
