import { useSyncExternalStore } from 'react';
import { isTimeZone, systemTimeZone } from '#shared/domain/time-zone.ts';

let zone = systemTimeZone();
/** As the station says it; it says it again with every status. */
let said: string | null = null;
const listeners = new Set<() => void>();

/** Whose clock the page goes by: the station's, as soon as it has said so; until then that of the browser. */
export function stationZone(): string {
  return zone;
}

/** A zone that this browser does not know cannot be shown: times then are UTC, and say so. */
export function setStationZone(next: string): void {
  if (next === said) return;
  said = next;
  const usable = isTimeZone(next) ? next : 'UTC';
  if (usable === zone) return;
  zone = usable;
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The zone of the page; the component renders again when the station gets another one. */
export function useStationZone(): string {
  return useSyncExternalStore(subscribe, stationZone);
}
