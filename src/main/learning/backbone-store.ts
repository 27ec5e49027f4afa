import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PasslineError } from '#shared/contract/errors.ts';
import { backboneSchema, type StoredBackbone } from '#shared/contract/teach.ts';
import { byName } from '#shared/domain/natural-order.ts';
import { type Engine, EngineError } from '../engine/index.ts';
import { backboneLimits, type BackboneManifest } from '#shared/domain/backbone.ts';
import type { OwnBackbone } from '../vision/types.ts';

/** Networks of somebody's own that models can be taught with; a folder each, named as the network is. */
export interface BackboneStore {
  /** By name. One whose description is damaged is left out. */
  list(): Promise<StoredBackbone[]>;
  /** Its files; null where there is none of that name. */
  files(name: string): Promise<OwnBackbone | null>;
  /**
   * Reads both files, tries the network out in an engine and keeps what was tried. Fails with the engine's BACKBONE_REJECTED, and
   * with NAME_TAKEN; nothing has changed then.
   */
  add(files: OwnBackbone, engine: Engine, signal?: AbortSignal): Promise<StoredBackbone>;
  /** NOT_FOUND where there is none of that name. Models that were taught with it need it no more. */
  remove(name: string): Promise<void>;
}

const nameOf = { network: 'network.onnx', manifest: 'manifest.json', description: 'description.json' } as const;
const isName = (name: string) => /^[a-z0-9][a-z0-9._-]{0,39}$/.test(name);
/** Of one that hangs: the engine is ended then. */
const tryTimeoutMs = 120_000;

export function createBackboneStore(folder: string): BackboneStore {
  const placeOf = (name: string) => ({
    onnx: join(folder, name, nameOf.network),
    manifest: join(folder, name, nameOf.manifest),
  });
  const isThere = async (name: string) => isName(name) && (await stat(placeOf(name).manifest).catch(() => null)) !== null;

  return {
    async list() {
      const names = (await readdir(folder).catch(() => [])).filter(isName).toSorted(byName);
      const read = await Promise.all(names.map((name) => readDescription(join(folder, name, nameOf.description))));
      return read.filter((one) => one !== null);
    },
    files: async (name) => ((await isThere(name)) ? placeOf(name) : null),
    async add(files, engine, signal) {
      await requireSize(files.onnx, backboneLimits.file);
      await requireSize(files.manifest, backboneLimits.manifest);
      // What was tried is what is kept: the files could change in between.
      const staged = join(folder, `.${randomUUID()}`);
      await mkdir(staged, { recursive: true, mode: 0o700 });
      try {
        const [onnx, manifestPath] = [join(staged, nameOf.network), join(staged, nameOf.manifest)];
        await copyFile(files.onnx, onnx);
        await copyFile(files.manifest, manifestPath);
        const options = { timeoutMs: tryTimeoutMs, ...(signal === undefined ? {} : { signal }) };
        const { manifest, ...found } = await engine.call('checkBackbone', { onnx, manifest: manifestPath }, options);
        if (await isThere(manifest.name)) throw new PasslineError('NAME_TAKEN', `There is a backbone ${manifest.name} already.`);
        const description = describe(manifest, found);
        await writeFile(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
        await writeFile(join(staged, nameOf.description), `${JSON.stringify(description, null, 2)}\n`);
        for (const name of Object.values(nameOf)) await syncFile(join(staged, name));
        await rename(staged, join(folder, manifest.name)).catch((error: NodeJS.ErrnoException) => {
          const taken = error.code === 'ENOTEMPTY' || error.code === 'EEXIST';
          throw taken
            ? new PasslineError('NAME_TAKEN', `There is a backbone ${manifest.name} already.`, { cause: error })
            : error;
        });
        return description;
      } finally {
        await rm(staged, { recursive: true, force: true });
      }
    },
    async remove(name) {
      if (!(await isThere(name))) throw new PasslineError('NOT_FOUND', `There is no backbone ${name}.`);
      // Aside first: what is left of it after a crash has no name.
      const aside = join(folder, `.${randomUUID()}`);
      await rename(join(folder, name), aside);
      await rm(aside, { recursive: true, force: true });
    },
  };
}

/** Before anything is copied: a disk must not be filled by what would be refused anyway. */
async function requireSize(path: string, most: number): Promise<void> {
  const { size } = await stat(path);
  if (size <= most) return;
  const [has, may] = [size, most].map((bytes) => `${Math.ceil(bytes / 1024)} KiB`);
  throw new EngineError('BACKBONE_REJECTED', `${basename(path)} has ${has}, more than ${may}`);
}

async function readDescription(path: string): Promise<StoredBackbone | null> {
  const text = await readFile(path, 'utf8').catch(() => 'null');
  try {
    return backboneSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function describe(
  { name, licence, input: { size }, taps }: BackboneManifest,
  { sha256, opset, weightBytes, ms }: Pick<StoredBackbone, 'sha256' | 'opset' | 'weightBytes' | 'ms'>,
): StoredBackbone {
  const [width, height] = 'width' in size ? [size.width, size.height] : [null, null];
  const found = { sha256, opset, weightBytes, ms: Math.round(ms * 10) / 10 };
  return { name, licence, ...found, width, height, taps: taps.length, addedAtUtc: new Date().toISOString() };
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
