import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  type Draft,
  type DraftJob,
  type DraftPicture,
  draftLimits,
  draftPictureSchema,
  draftSchema,
  type OpenedDraft,
  taughtSchema,
} from '#shared/contract/draft.ts';
import { byName } from '#shared/domain/natural-order.ts';
import { regionsSchema } from '#shared/domain/region.ts';

const storedPictureSchema = draftPictureSchema.omit({ sha256: true }).extend({
  /** SHA-256 of the file, and its name in the draft's folder. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  /** By its first bytes; null: nothing that a browser shows. */
  mime: z.string().nullable(),
  /** Size, oddities and thumbnail are known. */
  looked: z.boolean(),
});
export type StoredPicture = z.infer<typeof storedPictureSchema>;

const storedTaughtSchema = taughtSchema.omit({ outdated: true }).extend({
  /** What it was taught from, as one word: see {@link basisOf}. */
  basis: z.string(),
  /** Those of the model: the draft's may have changed since. */
  regions: regionsSchema.default([]),
});

/** A draft as it lies on disk: `draft.json` in a folder of its own. */
export const storedDraftSchema = draftSchema.omit({ counts: true, taught: true }).extend({
  format: z.literal(1),
  pictures: z.array(storedPictureSchema).max(draftLimits.pictures),
  taught: storedTaughtSchema.nullable(),
});
export type StoredDraft = z.infer<typeof storedDraftSchema>;

/** The draft as callers see it; `live`: its job as far as it is now, where one waits or runs. */
export function draftView(draft: StoredDraft, live: DraftJob | null): Draft {
  const { format: _format, pictures, taught, job, ...rest } = draft;
  const reference = referenceOf(draft)?.id ?? null;
  const labelled = (label: DraftPicture['label']) =>
    pictures.filter((picture) => picture.label === label && picture.id !== reference).length;
  const { basis, regions: _taughtWith, ...model } = taught ?? { basis: '', regions: [] };
  return {
    ...rest,
    reference,
    counts: {
      good: labelled('good'),
      bad: labelled('bad'),
      unused: labelled('unused'),
      found: pictures.filter((picture) => findingsIn(draft, picture).length > 0).length,
    },
    job: live ?? job,
    taught: 'modelSha256' in model ? { ...model, outdated: basis !== basisOf(draft) } : null,
  };
}

export function openedView(draft: StoredDraft, live: DraftJob | null): OpenedDraft {
  return {
    ...draftView(draft, live),
    pictures: draft.pictures.map((picture) => ({ ...pictureView(picture), findings: findingsIn(draft, picture) })),
  };
}

/** Pictures that are compared with one have to look like it, and so like each other. */
function findingsIn({ method }: StoredDraft, { findings }: StoredPicture): DraftPicture['findings'] {
  return method === 'reference' ? findings.filter(({ kind }) => kind !== 'near_duplicate') : findings;
}

export function pictureView({ mime: _mime, looked: _looked, ...picture }: StoredPicture): DraftPicture {
  return { ...picture, sha256: picture.id };
}

export function isReadable({ findings }: Pick<StoredPicture, 'findings'>): boolean {
  return !findings.some(({ kind }) => kind === 'unreadable');
}

/** What cannot be read teaches nothing and is never shown. */
export function unreadable(picture: StoredPicture, detail: string | null): StoredPicture {
  const findings: StoredPicture['findings'] = [{ kind: 'unreadable', of: null, detail }];
  return { ...picture, looked: true, label: 'unused', mime: null, findings };
}

/** The picture that others are compared with; null where there is none that can be read. */
export function referenceOf({ reference, pictures }: StoredDraft): StoredPicture | null {
  return pictures.find((picture) => picture.id === reference && isReadable(picture)) ?? null;
}

/**
 * Pictures with that label but the reference, as people count files: the order in which they came does not change what is
 * taught.
 */
export function picturesToTeach(draft: StoredDraft, label: 'good' | 'bad'): StoredPicture[] {
  return draft.pictures
    .filter((picture) => picture.label === label && picture.id !== draft.reference)
    .toSorted((a, b) => byName(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

/** What kind of defect the bad pictures show, where somebody said so. */
export function kindsToTeach(draft: StoredDraft): [id: string, kind: string][] {
  return draft.pictures.flatMap(({ id, label, defect }) => (label === 'bad' && defect !== null ? [[id, defect]] : []));
}

/** One word for everything that decides what is taught: a model of another basis is outdated. */
export function basisOf(draft: StoredDraft): string {
  const ids = (label: 'good' | 'bad') =>
    picturesToTeach(draft, label)
      .map(({ id }) => id)
      .toSorted();
  const { regions, falseRejectRate, method, profile, backbone } = draft;
  const usual = profile === 'fast' && backbone === null;
  // Models of drafts that know nothing of the choice were taught as usual, and are not outdated.
  const looking = usual || method === 'reference' ? {} : { profile, backbone };
  const kinds = kindsToTeach(draft).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const named = kinds.length === 0 ? {} : { kinds };
  const compared = method === 'reference' ? { reference: referenceOf(draft)?.id } : {};
  const what = { good: ids('good'), bad: ids('bad'), regions, falseRejectRate, ...looking, ...named, ...compared };
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}
