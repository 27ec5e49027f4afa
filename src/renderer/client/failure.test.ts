import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { failureOf } from './failure.ts';

describe('a failed call', () => {
  it('keeps the code of the station, and its detail only when it says more than the code', () => {
    expect(failureOf(new ORPCError('PACKAGE_INVALID', { message: 'manifest.json is missing' }))).toEqual({
      code: 'PACKAGE_INVALID',
      detail: 'manifest.json is missing',
    });
    expect(failureOf(new ORPCError('NAME_TAKEN', { message: 'That name is taken.' }))).toEqual({
      code: 'NAME_TAKEN',
      detail: null,
    });
  });
  it('is unreachable when no answer came', () => {
    expect(failureOf(new TypeError('Failed to fetch')).code).toBe('UNREACHABLE');
  });
  it('is internal when nobody knows the code', () => {
    expect(failureOf(new ORPCError('TEAPOT')).code).toBe('INTERNAL');
    expect(failureOf(new Error('x')).code).toBe('INTERNAL');
    expect(failureOf('x').code).toBe('INTERNAL');
  });
});
