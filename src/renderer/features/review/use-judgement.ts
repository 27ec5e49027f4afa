import { useRef, useState } from 'react';
import type { PartSummary } from '#shared/domain/inspection.ts';
import {
  isConsistent,
  plainReason,
  type RejudgedVerdict,
  type RejudgementReason,
  rejudgedVerdictSchema,
} from '#shared/domain/rejudgement.ts';
import { api } from '../../client/api.ts';
import { queryClient } from '../../client/query-client.ts';
import { takeRejudgement } from '../../client/rejudged.ts';
import { useActs } from '../session/act-context.ts';

/** What a person is about to say of a part. */
export interface Judgement {
  /** Null: the one that the two verdicts tell. */
  readonly reason: RejudgementReason | null;
  readonly comment: string;
  readonly setReason: (reason: RejudgementReason | null) => void;
  readonly setComment: (comment: string) => void;
  /** Whether the reason fits this part with any verdict: nothing that was rejected can have escaped. */
  readonly possible: (reason: RejudgementReason) => boolean;
  /** Whether this verdict can be given with the chosen reason. */
  readonly fits: (verdict: RejudgedVerdict) => boolean;
  /** Says it; asks to sign in first where nobody is. Does nothing while one of the same part is being saved. */
  readonly judge: (verdict: RejudgedVerdict) => void;
  readonly saving: boolean;
}

/**
 * @param part null: there is nothing to judge
 * @param onJudged called once it is in the records
 */
export function useJudgement(part: PartSummary | null, onJudged: (partId: string) => void): Judgement {
  const { act } = useActs();
  const [draft, setDraft] = useState<{ partId: string | null; reason: RejudgementReason | null; comment: string }>({
    partId: null,
    reason: null,
    comment: '',
  });
  // Several at a time: the stream can tell that one is in the records, and the next be judged, before its own answer comes.
  const [saving, setSaving] = useState<ReadonlySet<string>>(new Set());
  const busy = useRef(new Set<string>());
  const partId = part?.id ?? null;
  // What was begun for one part must not be said of the next.
  const { reason, comment } = draft.partId === partId ? draft : { reason: null, comment: '' };

  const chosen = (verdict: RejudgedVerdict): RejudgementReason => reason ?? plainReason(part?.verdict ?? 'fail', verdict);
  const fits = (verdict: RejudgedVerdict): boolean =>
    part !== null && isConsistent(part.verdict, { verdict, reason: chosen(verdict) });

  const possible = (wanted: RejudgementReason): boolean =>
    part !== null && rejudgedVerdictSchema.options.some((verdict) => isConsistent(part.verdict, { verdict, reason: wanted }));

  const save = async (id: string, verdict: RejudgedVerdict): Promise<void> => {
    if (busy.current.has(id)) return;
    busy.current.add(id);
    setSaving(new Set(busy.current));
    try {
      const text = comment.trim();
      const said = await api.review.rejudge({ id, verdict, reason: chosen(verdict), ...(text === '' ? {} : { comment: text }) });
      setDraft((now) => (now.partId === id ? { partId: null, reason: null, comment: '' } : now));
      if (said.rejudgement !== null)
        takeRejudgement(queryClient, { type: 'rejudged', partId: id, rejudgement: said.rejudgement });
      onJudged(id);
    } finally {
      busy.current.delete(id);
      setSaving(new Set(busy.current));
    }
  };

  return {
    reason,
    comment,
    setReason: (next) => {
      if (next === null || possible(next)) setDraft({ partId, reason: next, comment });
    },
    setComment: (next) => setDraft({ partId, reason, comment: next }),
    possible,
    fits,
    judge: (verdict) => {
      if (partId !== null && fits(verdict)) act({ right: 'operate', run: () => save(partId, verdict) });
    },
    saving: partId !== null && saving.has(partId),
  };
}
