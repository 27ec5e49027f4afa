import { describe, expect, it } from 'vitest';
import { csvAddress, frameAddress, thumbAddress } from './addresses.ts';

describe('addresses', () => {
  it('never let an id of a camera or part leave its place', () => {
    expect(frameAddress('cam/../x', 7)).toBe('/api/v1/frames/cam%2F..%2Fx/7');
    expect(thumbAddress('a?b')).toBe('/api/v1/parts/a%3Fb/picture?size=thumb');
  });
  it('ask for the CSV of exactly the filter, without conditions that are not set', () => {
    expect(csvAddress({})).toBe('/api/v1/parts.csv');
    expect(csvAddress({ verdict: ['fail', 'error'], lot: 'L & 1', serial: undefined })).toBe(
      '/api/v1/parts.csv?verdict=fail&verdict=error&lot=L+%26+1',
    );
  });
});
