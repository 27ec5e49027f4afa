import type { AuditFilter } from '#shared/contract/audit.ts';
import { pickedUtc } from '../../records/records-filter.ts';

/** What a person set above the audit trail. */
export interface AuditChoice {
  readonly actor: string | null;
  readonly action: string | null;
  readonly subject: string;
  /** On the station's clock, as the pickers give them. */
  readonly from: string | null;
  readonly to: string | null;
}

export const everything: AuditChoice = { actor: null, action: null, subject: '', from: null, to: null };

export function toAuditFilter({ actor, action, subject, from, to }: AuditChoice, zone: string): AuditFilter {
  const about = subject.trim();
  const [since, until] = [pickedUtc(from, zone), pickedUtc(to, zone)];
  return {
    ...(actor === null ? {} : { actor }),
    ...(action === null ? {} : { action }),
    ...(about === '' ? {} : { subject: about }),
    ...(since === null ? {} : { from: since }),
    ...(until === null ? {} : { to: until }),
  };
}
