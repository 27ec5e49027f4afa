import { oc } from '@orpc/contract';
import { errorCodes } from './errors.ts';
import type { Right } from './rights.ts';

const base = oc.$meta<{ right: Right }>({ right: 'administer' }).errors(errorCodes);

/** The start of every call: the right it needs, then its route. */
export function call(right: Right) {
  return base.meta({ right });
}
