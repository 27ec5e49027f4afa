import { describe, expect, it } from 'vitest';
import { may, rights, rightsOf } from './rights.ts';

describe('rights', () => {
  it('let a guest watch and nothing else', () => {
    expect(rights.filter((right) => may('guest', right))).toEqual(['open', 'watch']);
  });
  it('never let a key administer people or change what is inspected', () => {
    expect(may('key', 'inspect')).toBe(true);
    expect(may('key', 'engineer')).toBe(false);
    expect(may('key', 'administer')).toBe(false);
  });
  it('grow with the role', () => {
    expect(rightsOf.engineer).toEqual(expect.arrayContaining([...rightsOf.operator]));
    expect(rightsOf.admin).toEqual(expect.arrayContaining([...rightsOf.engineer]));
    expect(rights.filter((right) => !may('admin', right))).toEqual([]);
  });
});
