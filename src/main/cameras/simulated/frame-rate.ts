const windowNs = 3_000_000_000n;

/** Frames a second over the last three seconds. */
export function frameRate(): { count(): void; perSecond(): number } {
  const times: bigint[] = [];
  const trim = (now: bigint): void => {
    while (times[0] !== undefined && now - times[0] > windowNs) times.shift();
  };
  return {
    count() {
      const now = process.hrtime.bigint();
      times.push(now);
      trim(now);
    },
    perSecond() {
      const now = process.hrtime.bigint();
      trim(now);
      const first = times[0];
      const last = times.at(-1);
      if (first === undefined || last === undefined || last === first) return 0;
      return ((times.length - 1) * 1e9) / Number(last - first);
    },
  };
}
