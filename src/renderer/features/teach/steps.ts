import type { Draft } from '#shared/contract/draft.ts';

export const steps = ['pictures', 'region', 'teach', 'threshold', 'try', 'save'] as const;
export type Step = (typeof steps)[number];

export const isStep = (text: string | undefined): text is Step => steps.some((step) => step === text);

/** Fewer tell nothing of how good parts differ; so many are advised. */
export const leastGood = 5;
export const advisedGood = { from: 20, to: 60 } as const;

export const stepAddress = (draftId: string, step: Step): string => `/teach/${draftId}/${step}`;

/** Whether there is what has to be there to teach it. */
export const isEnough = ({ method, reference, counts }: Draft): boolean =>
  method === 'reference' ? reference !== null : counts.good >= leastGood;

/** What has been done already. A region is a wish, not a duty: without one the whole picture is inspected. */
export function isDone(draft: Draft, step: Step): boolean {
  const taught = draft.taught !== null && !draft.taught.outdated;
  switch (step) {
    case 'pictures':
      return isEnough(draft);
    case 'region':
      return draft.regions.length > 0 || taught;
    case 'teach':
    case 'threshold':
      return taught;
    case 'try':
    case 'save':
      return taught && draft.savedAs !== null;
  }
}
