import { type ReasonCode, reasonCodeSchema } from '#shared/domain/reason.ts';

export interface StepFailure {
  readonly reason: ReasonCode;
  readonly detail: string;
}

/** The stable reason inside an error of any step; INTERNAL with its message when it carries none. One line, bounded. */
export function failureOf(error: unknown): StepFailure {
  const { code, reason, detail, message } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const known = [reason, code].map((value) => reasonCodeSchema.safeParse(value)).find((parsed) => parsed.success);
  const text = typeof detail === 'string' ? detail : typeof message === 'string' ? message : String(error);
  return { reason: known?.data ?? 'INTERNAL', detail: text.replaceAll(/\s+/g, ' ').slice(0, 500) };
}
