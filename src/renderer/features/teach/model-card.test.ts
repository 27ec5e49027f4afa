import { describe, expect, it } from 'vitest';
import { closerOf, readCard } from './model-card.ts';

const cardWith = (closer: unknown) => readCard({ method: 'any', scoring: { members: [], closer } });

describe('the closer look on a model card', () => {
  it('is none where the model takes none, or the card is none', () => {
    expect(closerOf(readCard({ method: 'any', scoring: { members: [] } }))).toBeNull();
    expect(closerOf(readCard({}))).toBeNull();
    expect(closerOf(cardWith({ deviations: 'two' }))).toBeNull();
  });
  it('counts from so many deviations above the mean of good pictures on', () => {
    expect(closerOf(cardWith({ deviations: 1.62, unexplained: 0.35 }))).toEqual({ known: 0.65, deviations: 1.62 });
  });
  it('counts from the mean on where what is left of its floor would read as nothing', () => {
    expect(closerOf(cardWith({ deviations: 0, unexplained: 0.1 }))).toEqual({ known: 0.9, deviations: null });
    expect(closerOf(cardWith({ deviations: 0.04, unexplained: 0.21 }))?.deviations).toBeNull();
  });
  it('explains no less than nothing, where good pictures are less alike than their own mean', () => {
    expect(closerOf(cardWith({ deviations: 2, unexplained: 1.2 }))?.known).toBe(0);
  });
});
