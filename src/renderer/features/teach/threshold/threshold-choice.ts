import { useCallback, useState } from 'react';
import { z } from 'zod';
import type { OpenedDraft } from '#shared/contract/teach.ts';
import { clampThreshold } from './score-plot.ts';

const storedSchema = z.object({ modelSha256: z.string(), threshold: z.number(), review: z.number().nullable() });

export interface ThresholdChoice {
  readonly threshold: number;
  /** From here up a person looks; null: there are only pass and fail. Always below the threshold. */
  readonly review: number | null;
  /** Whether the threshold is the automatic one. */
  readonly automatic: boolean;
  readonly setThreshold: (threshold: number) => void;
  readonly setReview: (review: number | null) => void;
  /** Goes back to the automatic threshold. */
  readonly reset: () => void;
}

const leastGap = 0.01;
const nameOf = (draftId: string): string => `passline.teach.${draftId}`;

/**
 * The line that was chosen for a draft. It is kept on this screen, and belongs to one model: teaching again begins with the
 * automatic one.
 */
export function useThresholdChoice({ id, taught }: OpenedDraft): ThresholdChoice {
  const [kept, setKept] = useState(() => read(id));
  const automatic = taught?.threshold ?? 0.5;
  const modelSha256 = taught?.modelSha256 ?? '';
  const own = kept !== null && kept.modelSha256 === modelSha256 ? kept : null;
  const threshold = own?.threshold ?? automatic;
  const review = own?.review ?? null;
  const keep = useCallback(
    (next: { threshold: number; review: number | null }) => {
      const stored = { modelSha256, ...next };
      setKept(stored);
      window.localStorage.setItem(nameOf(id), JSON.stringify(stored));
    },
    [id, modelSha256],
  );
  const below = (line: number | null, limit: number): number | null =>
    line === null ? null : Math.min(clampThreshold(line), limit - leastGap);
  return {
    threshold,
    review,
    automatic: threshold === automatic,
    setThreshold: (to) => {
      const line = clampThreshold(to);
      keep({ threshold: line, review: below(review, line) });
    },
    setReview: (to) => keep({ threshold, review: below(to, threshold) }),
    reset: () => keep({ threshold: automatic, review: below(review, automatic) }),
  };
}

function read(draftId: string): z.infer<typeof storedSchema> | null {
  try {
    const parsed = storedSchema.safeParse(JSON.parse(window.localStorage.getItem(nameOf(draftId)) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
