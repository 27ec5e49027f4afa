import { z } from 'zod';
import type { Verdict } from './verdict.ts';

/**
 * Why a person holds another verdict, or the same, against that of the station: stable codes, kept in records, never renamed.
 * The sentence for each stands in the catalogues under `rejudgementReason.<code>`; the order is that of the digits 1 to 9.
 */
export const rejudgementReasons = [
  /** The part is good: the station was too strict. */
  'FALSE_REJECT',
  /** The station was right. */
  'CONFIRMED',
  /** The part is bad and the station let it pass. */
  'ESCAPE',
  /** There is a defect, within what the customer accepts. */
  'ACCEPTABLE',
  'DIRT',
  'LIGHTING',
  'POSITION',
  'FOCUS',
  'OTHER',
] as const;
export const rejudgementReasonSchema = z.enum(rejudgementReasons);
export type RejudgementReason = z.infer<typeof rejudgementReasonSchema>;

/** A person decides: there is no doubt left and no error. */
export const rejudgedVerdictSchema = z.enum(['pass', 'fail']);
export type RejudgedVerdict = z.infer<typeof rejudgedVerdictSchema>;

/** What a person said of a part, beside the verdict of the station and never over it. Of several the newest holds. */
export const rejudgementSchema = z.object({
  verdict: rejudgedVerdictSchema,
  reason: rejudgementReasonSchema,
  comment: z.string().nullable(),
  by: z.string(),
  atUtc: z.string(),
});
export type Rejudgement = z.infer<typeof rejudgementSchema>;

export interface RejudgementChoice {
  readonly verdict: RejudgedVerdict;
  readonly reason: RejudgementReason;
}

/** Whether the reason says the same as the two verdicts: an escape was let pass, a false reject was not, what is confirmed is alike. */
export function isConsistent(original: Verdict, { verdict, reason }: RejudgementChoice): boolean {
  switch (reason) {
    case 'FALSE_REJECT':
      return original !== 'pass' && verdict === 'pass';
    case 'CONFIRMED':
      return (original === 'pass') === (verdict === 'pass');
    case 'ESCAPE':
      return original === 'pass' && verdict === 'fail';
    case 'ACCEPTABLE':
      return verdict === 'pass';
    case 'DIRT':
    case 'LIGHTING':
    case 'POSITION':
    case 'FOCUS':
    case 'OTHER':
      return true;
  }
}

/** The reason that the two verdicts alone tell, for whoever gives none. */
export function plainReason(original: Verdict, verdict: RejudgedVerdict): RejudgementReason {
  if ((original === 'pass') === (verdict === 'pass')) return 'CONFIRMED';
  return verdict === 'pass' ? 'FALSE_REJECT' : 'ESCAPE';
}
