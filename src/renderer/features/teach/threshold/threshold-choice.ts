import { useDebouncedCallback } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ChosenLine, OpenedDraft } from '#shared/contract/draft.ts';
import { api } from '../../../client/api.ts';
import { useActs } from '../../session/act-context.ts';
import { refreshDraft, takeDraft } from '../use-draft.ts';
import { clampThreshold } from './score-plot.ts';

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
/** A line that is dragged is kept where it comes to rest. */
const restMs = 250;

/**
 * The line that was chosen for a draft. It is kept with the draft on the station, and belongs to one model: teaching again
 * begins with the automatic one.
 */
export function useThresholdChoice({ id, taught }: OpenedDraft): ThresholdChoice {
  const { act } = useActs();
  const automatic = taught?.threshold ?? 0.5;
  const modelSha256 = taught?.modelSha256 ?? '';
  /** Shown until the station has it. */
  const [moved, setMoved] = useState<{ readonly modelSha256: string; readonly chosen: ChosenLine } | null>(null);
  const keeping = useMutation({
    mutationFn: (line: NonNullable<typeof moved>) => api.teach.change({ id, line }),
    // One after the other: the last one drawn is the one that stays.
    scope: { id: `line of ${id}` },
    onSuccess: takeDraft,
    onError: () => void refreshDraft(id),
    onSettled: (_draft, _error, line) => setMoved((now) => (now === line ? null : now)),
  });
  const keep = useDebouncedCallback(
    (line: NonNullable<typeof moved>) => act({ right: 'engineer', run: () => keeping.mutateAsync(line) }),
    { delay: restMs, flushOnUnmount: true },
  );
  const own = moved !== null && moved.modelSha256 === modelSha256 ? moved.chosen : (taught?.line ?? null);
  const threshold = own?.threshold ?? automatic;
  const review = own?.review ?? null;
  const choose = (chosen: ChosenLine): void => {
    const line = { modelSha256, chosen };
    setMoved(line);
    keep(line);
  };
  const below = (line: number | null, limit: number): number | null =>
    line === null ? null : Math.min(clampThreshold(line), limit - leastGap);
  return {
    threshold,
    review,
    automatic: threshold === automatic,
    setThreshold: (to) => {
      const line = clampThreshold(to);
      choose({ threshold: line, review: below(review, line) });
    },
    setReview: (to) => choose({ threshold, review: below(to, threshold) }),
    reset: () => choose({ threshold: automatic, review: below(review, automatic) }),
  };
}
