import { percentile } from '../../src/shared/domain/metrics.ts';

export interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Milliseconds, to a hundredth. */
export function timesOf(values: readonly number[]): Times {
  return {
    p50: rounded(percentile(values, 0.5)),
    p95: rounded(percentile(values, 0.95)),
    p99: rounded(percentile(values, 0.99)),
  };
}

export const rounded = (value: number) => Math.round(value * 100) / 100;
