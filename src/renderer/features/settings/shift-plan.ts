import { minuteOf, type ShiftPlan } from '#shared/domain/shift.ts';

const dayMinutes = 24 * 60;

/** A shift as it lies on the day: from its beginning, for so many minutes; one over midnight comes in two pieces. */
export interface ShiftPiece {
  readonly index: number;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The day from midnight to midnight, cut into shifts. `index` is the shift's place in the plan. */
export function piecesOf(plan: readonly ShiftPlan[]): ShiftPiece[] {
  const ordered = plan
    .map(({ name, beginsAt }, index) => ({ index, name, from: minuteOf(beginsAt) }))
    .toSorted((a, b) => a.from - b.from);
  const last = ordered.at(-1);
  const first = ordered[0];
  if (first === undefined || last === undefined) return [];
  const pieces = ordered.map((shift, place) => ({ ...shift, to: ordered[place + 1]?.from ?? dayMinutes }));
  return first.from === 0 ? pieces : [{ index: last.index, name: last.name, from: 0, to: first.from }, ...pieces];
}

/** Minutes until the next shift begins. */
export function lengthOf(plan: readonly ShiftPlan[], index: number): number {
  return piecesOf(plan)
    .filter((piece) => piece.index === index)
    .reduce((sum, { from, to }) => sum + to - from, 0);
}

/** A further shift: half-way through the longest one. */
export function withFurther(plan: readonly ShiftPlan[], name: (number: number) => string): ShiftPlan[] {
  const longest = plan.map((_shift, index) => index).toSorted((a, b) => lengthOf(plan, b) - lengthOf(plan, a))[0] ?? 0;
  const begin = plan[longest];
  const minute = begin === undefined ? 360 : minuteOf(begin.beginsAt) + Math.floor(lengthOf(plan, longest) / 60 / 2) * 60;
  const free = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(name).find((each) => plan.every((other) => other.name !== each));
  const beginsAt = { hour: Math.floor(minute / 60) % 24, minute: minute % 60 };
  return [...plan, { name: free ?? name(plan.length + 1), beginsAt }].toSorted(
    (a, b) => minuteOf(a.beginsAt) - minuteOf(b.beginsAt),
  );
}
