import { z } from 'zod';

/** What a call needs. Every call of the contract names exactly one. */
export const rights = [
  /** No secret beyond reaching the station: sign-in and first set-up only. */
  'open',
  /** See the live line: status, events, frames. */
  'watch',
  /** Send a picture, get a report. */
  'inspect',
  /** See and export records. */
  'review',
  /** Start, stop, trigger, lot. */
  'operate',
  /** Reset counters, change product and source, import products. */
  'engineer',
  /** Users, station settings. */
  'administer',
] as const;
export type Right = (typeof rights)[number];

export const roleSchema = z.enum(['operator', 'engineer', 'admin']);
export type Role = z.infer<typeof roleSchema>;

/**
 * Who is asking. `guest` is a browser that holds the printed secret but has not signed in;
 * `key` is a program that sends that secret as a bearer key: it may do what an operator may, but is not a person.
 */
export type Subject = 'guest' | 'key' | Role;

const watch: readonly Right[] = ['open', 'watch'];
const operator: readonly Right[] = [...watch, 'inspect', 'review', 'operate'];
const engineer: readonly Right[] = [...operator, 'engineer'];

export const rightsOf: Record<Subject, readonly Right[]> = {
  guest: watch,
  key: operator,
  operator,
  engineer,
  admin: [...engineer, 'administer'],
};

export function may(subject: Subject, right: Right): boolean {
  return rightsOf[subject].includes(right);
}
