import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import type { Draft, DraftPicture, OpenedDraft } from '#shared/contract/draft.ts';
import type { Browser } from './station-fixture.ts';
import { plate, savePlates } from './vision-fixture.ts';

/** What a person does on the teach screen, as its calls. */
export interface Teacher {
  readonly browser: Browser;
  begin(name?: string, productId?: string): Promise<OpenedDraft>;
  get(id: string): Promise<OpenedDraft>;
  upload(id: string, path: string, label?: string): Promise<Response>;
  post(id: string, what: string, body?: unknown): Promise<Response>;
  /** Waits until the draft has no job any more and everything was looked at. */
  settled(id: string): Promise<OpenedDraft>;
}

const drafts = '/api/v1/teach/drafts';

export function teacherOf(browser: Browser): Teacher {
  const teacher: Teacher = {
    browser,
    async begin(name = 'Plate', productId) {
      const answer = await browser.json(drafts, 'POST', { name, ...(productId === undefined ? {} : { productId }) });
      expect(answer.status).toBe(200);
      return (await answer.json()) as OpenedDraft;
    },
    async get(id) {
      const answer = await browser.fetch(`${drafts}/${id}`);
      expect(answer.status).toBe(200);
      return (await answer.json()) as OpenedDraft;
    },
    async upload(id, path, label) {
      const form = new FormData();
      if (label !== undefined) form.append('label', label);
      form.append('picture', new File([await readFile(path)], basename(path)));
      return browser.fetch(`${drafts}/${id}/pictures`, { method: 'POST', body: form });
    },
    post: (id, what, body = {}) => browser.json(`${drafts}/${id}/${what}`, 'POST', body),
    async settled(id) {
      await expect.poll(async () => isSettled(await teacher.get(id)), { timeout: 60_000, interval: 100 }).toBe(true);
      return teacher.get(id);
    },
  };
  return teacher;
}

const isSettled = ({ job, pictures }: OpenedDraft): boolean =>
  job?.state !== 'waiting' && job?.state !== 'running' && pictures.every((one) => one.width !== null || one.findings.length > 0);

/** Plates in the layout of public sets: `train/good`, `test/good`, `test/scratch`. */
export async function savePlateSet(folder: string): Promise<void> {
  const scratch = { x: 70, y: 60, length: 90 };
  const all = (count: number, from: number, options = {}) => Array.from({ length: count }, (_, k) => plate(from + k, options));
  await savePlates(join(folder, 'train', 'good'), all(10, 0));
  await savePlates(join(folder, 'test', 'good'), all(2, 40));
  await savePlates(join(folder, 'test', 'scratch'), all(3, 60, { scratch }));
}

export async function drafted(answer: Response): Promise<Draft> {
  expect(answer.status).toBe(200);
  return (await answer.json()) as Draft;
}

export const idsOf = (draft: OpenedDraft, which: (picture: DraftPicture) => boolean): string[] =>
  draft.pictures.filter(which).map(({ id }) => id);
