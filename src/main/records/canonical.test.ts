import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical.ts';

describe('canonical JSON', () => {
  it('is the same text for equal values, whatever the order of their members', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[1,{"c":2,"d":1}]}');
    expect(canonicalJson({ a: null, b: [1, { c: 2, d: 1 }] })).toBe(canonicalJson({ b: [1, { d: 1, c: 2 }], a: null }));
  });

  it('leaves out what is undefined, and turns what JSON cannot say into what it can', () => {
    expect(canonicalJson({ a: undefined, b: Number.NaN, c: -0, d: 2n ** 64n, e: '\ud800', f: [undefined] })).toBe(
      '{"b":null,"c":0,"d":"18446744073709551616","e":"\ufffd","f":[null]}',
    );
  });

  it('tells values apart that differ', () => {
    const texts = [{ a: 1 }, { a: '1' }, { a: [1] }, { a: { b: 1 } }, [{ a: 1 }], { 'a:1': 1 }, { a: true }].map(canonicalJson);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('takes __proto__ for a name like any other', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":{"x":1},"a":2}'))).toBe('{"__proto__":{"x":1},"a":2}');
  });
});
