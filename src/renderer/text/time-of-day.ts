import type { TimeOfDay } from '#shared/domain/shift.ts';

const pad = (value: number): string => String(value).padStart(2, '0');

/** `06:00`, as pickers of a time take and give it. */
export const timeText = ({ hour, minute }: TimeOfDay): string => `${pad(hour)}:${pad(minute)}`;

/** Null for what is no whole time yet. */
export function timeOf(text: string): TimeOfDay | null {
  const found = /^(\d{2}):(\d{2})/.exec(text);
  return found === null ? null : { hour: Number(found[1]), minute: Number(found[2]) };
}
