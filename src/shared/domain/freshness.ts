/** Monotonic times of one frame, in nanoseconds of this machine's one clock. */
export interface FrameTimes {
  readonly triggerMonoNs: bigint;
  readonly receivedMonoNs: bigint;
  /** When judging of the frame began; null when the engine did not say. */
  readonly takenMonoNs: bigint | null;
}

export interface FrameLimits {
  readonly frameAgeMs: number;
  /** Of the last frame of this source that was judged; null before the first. */
  readonly lastJudgedSeq: number | null;
}

const nsPerMs = 1_000_000n;

/**
 * Why a frame may not become a pass, or null when it is fresh: received after its trigger, not older than the recipe's
 * limit when judging began, and not judged before. Wall-clock time plays no part: clocks are set while lines run.
 */
export function staleness(seq: number, times: FrameTimes, limits: FrameLimits): string | null {
  const { triggerMonoNs, receivedMonoNs, takenMonoNs } = times;
  if (!Number.isSafeInteger(seq)) return 'The frame has no sequence number.';
  if (limits.lastJudgedSeq !== null && seq <= limits.lastJudgedSeq) {
    return `Frame ${seq} is not newer than frame ${limits.lastJudgedSeq}, which was judged before.`;
  }
  if (receivedMonoNs < triggerMonoNs) {
    return `The frame was received ${toMs(triggerMonoNs - receivedMonoNs)} ms before its trigger.`;
  }
  if (takenMonoNs === null || takenMonoNs < receivedMonoNs) return 'It is not known when judging of the frame began.';
  const ageNs = takenMonoNs - receivedMonoNs;
  if (!Number.isFinite(limits.frameAgeMs) || ageNs > BigInt(Math.trunc(limits.frameAgeMs)) * nsPerMs) {
    return `The frame was ${toMs(ageNs)} ms old when judging began, allowed are ${limits.frameAgeMs} ms.`;
  }
  return null;
}

function toMs(ns: bigint): number {
  return Math.round(Number(ns) / 1e6);
}
