import { PasslineError } from '#shared/contract/errors.ts';
import type { Reinspection, ReviewQueuePage, ReviewSummary } from '#shared/contract/review.ts';
import type { PartReport, PartSummary } from '#shared/domain/inspection.ts';
import type { Rejudgement, RejudgementChoice } from '#shared/domain/rejudgement.ts';
import type { Records } from '../records/types.ts';
import type { ReinspectRequest } from './review-reinspect.ts';

export interface RejudgeRequest extends RejudgementChoice {
  readonly partId: string;
  readonly comment: string | null;
  /** Name of the signed-in person; null for whoever is none. */
  readonly person: string | null;
}

/** What people do with parts after they were judged. All errors are PasslineError or RecordsError. */
export interface Review {
  /** FORBIDDEN without a person: a verdict that somebody answers for needs a name. Told to every page. */
  rejudge(request: RejudgeRequest): Promise<PartReport>;
  queue(page: ReviewQueuePage): Promise<{ parts: PartSummary[]; nextCursor: string | null }>;
  summary(): Promise<ReviewSummary>;
  /** A good part to hold against this one; null where there is none near. */
  good(partId: string): Promise<PartReport | null>;
  reinspect(request: ReinspectRequest): Promise<Reinspection>;
}

export function createReview(deps: {
  readonly records: Pick<Records, 'part' | 'rejudge' | 'reviewQueue' | 'reviewSummary' | 'goodPartNear'>;
  readonly reinspect: (request: ReinspectRequest) => Promise<Reinspection>;
  readonly told: (partId: string, rejudgement: Rejudgement) => void;
}): Review {
  const { records } = deps;
  return {
    async rejudge({ partId, verdict, reason, comment, person }) {
      if (person === null) throw new PasslineError('FORBIDDEN', 'Only a signed-in person can re-judge a part.');
      const rejudgement = await records.rejudge(partId, { verdict, reason, comment, actor: person });
      deps.told(partId, rejudgement);
      const part = await records.part(partId);
      if (part === null) throw new Error(`part ${partId} was re-judged but is not in the records`);
      return part;
    },
    queue: (page) => records.reviewQueue(page),
    summary: () => records.reviewSummary(),
    async good(partId) {
      const id = await records.goodPartNear(partId);
      return id === null ? null : records.part(id);
    },
    reinspect: deps.reinspect,
  };
}
