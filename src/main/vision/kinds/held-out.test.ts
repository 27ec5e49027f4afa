import { describe, expect, it } from 'vitest';
import { kindFigures } from './held-out.ts';

describe('figures of how kinds are named', () => {
  it('count what is right, wrong and unknown, in all and of each kind', () => {
    const named = (kind: string, ...names: (string | null)[]) => names.map((name) => ({ kind, named: name }));
    const figures = kindFigures([...named('pit', 'pit', 'scratch', 'pit', null), ...named('scratch', 'pit', 'burr', 'pit')]);
    expect(figures).toEqual({
      ...{ kinds_judged: 7, kinds_right: 2, kinds_wrong: 4, kinds_unknown: 1 },
      ...{ kinds_right_rate: 2 / 6, kinds_unknown_rate: 1 / 7 },
      kinds: [
        { name: 'pit', judged: 4, right: 2, unknown: 1, taken_for: [{ name: 'scratch', count: 1 }] },
        {
          ...{ name: 'scratch', judged: 3, right: 0, unknown: 0 },
          taken_for: [
            { name: 'pit', count: 2 },
            { name: 'burr', count: 1 },
          ],
        },
      ],
    });
  });
  it('say nothing where nothing was judged or named', () => {
    expect(kindFigures([])).toMatchObject({ kinds_judged: 0, kinds_right_rate: null, kinds_unknown_rate: null, kinds: [] });
    expect(kindFigures([{ kind: 'pit', named: null }])).toMatchObject({ kinds_right_rate: null, kinds_unknown_rate: 1 });
  });
});
