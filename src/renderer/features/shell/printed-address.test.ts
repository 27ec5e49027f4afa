import { describe, expect, it } from 'vitest';
import { tokenOf } from './printed-address.ts';

describe('the printed address', () => {
  it('gives its token, wherever it was printed', () => {
    expect(tokenOf(' http://127.0.0.1:8420/?token=aB-3_x9 ')).toBe('aB-3_x9');
    expect(tokenOf('127.0.0.1:8420/?a=1&token=abc#/records')).toBe('abc');
  });
  it('may be the bare token', () => {
    expect(tokenOf('abcdefghijklmnop-_12')).toBe('abcdefghijklmnop-_12');
  });
  it('without a token gives none', () => {
    for (const typed of ['', 'http://127.0.0.1:8420/', 'short', 'http://x/?token=%E0%A4%A', 'javascript:alert(1)'])
      expect(tokenOf(typed)).toBeNull();
  });
});
