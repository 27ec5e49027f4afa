import { normal, uniform } from './random.ts';

const seed = 0x70726f6a;

/**
 * A fixed random projection, row-major [to, from], that keeps distances on average (Johnson and Lindenstrauss 1984): squared
 * ones vary by √(2 / to) of themselves, by a twelfth with 256. It depends on nothing but the two numbers.
 */
export function projection(from: number, to: number): Float32Array {
  const next = normal(uniform(seed ^ (from * 8_191 + to)));
  const scale = 1 / Math.sqrt(to);
  return Float32Array.from({ length: from * to }, () => next() * scale);
}
