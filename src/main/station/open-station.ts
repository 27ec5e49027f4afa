import { rmSync, writeFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { apiPrefix } from '#shared/contract/index.ts';
import type { SourceConfig } from '#shared/domain/source.ts';
import type { Language } from '#shared/i18n/index.ts';
import { createEventHub, createHandler, createPictureMemory } from '../api/index.ts';
import { createEngine } from '../engine/index.ts';
import { createIdentity } from '../identity/index.ts';
import { createBackboneStore } from '../learning/backbone-store.ts';
import { createGoldenStore } from '../learning/golden-store.ts';
import { openDrafts } from '../learning/drafts.ts';
import { createInspection, createReinspect, createReview } from '../inspection/index.ts';
import { assetPath, rendererPath } from '../paths.ts';
import { auditCsv, openRecords, partsCsv, uuidv7 } from '../records/index.ts';
import { type FailedRestore, finishRestore, type PreparedRestore } from '../backup/index.ts';
import { createBackups } from './backups.ts';
import { daily } from './daily.ts';
import { clearUploads, dataFolder, prepareDataFolder, stationKey } from './data-folder.ts';
import { translateFailure } from './failures.ts';
import { forwardEvents } from './forward-events.ts';
import { judgeUpload } from './judge-upload.ts';
import { createLine, type StationFacts, statusOf } from './line.ts';
import { openLineSettings } from './line-settings.ts';
import { lockDataFolder, type StationNote } from './lock.ts';
import { createModelStore } from './model-store.ts';
import { logFinishedRestore } from './note-restore.ts';
import { createPeople } from './people.ts';
import { createProductCatalogue } from './product-catalogue.ts';
import { createProducts } from './products.ts';
import { rememberEnd } from './remember-end.ts';
import { openArchive } from './open-archive.ts';
import { restoreLine } from './restore-line.ts';
import { startServers } from './servers.ts';
import { publishTaught } from './publish-taught.ts';
import { createSettings, openShiftReportsSetting, openStationTime } from './settings.ts';
import { openStationName } from './station-name.ts';
import { createStorage } from './storage.ts';
import { createUndo } from './undo.ts';
import { version } from './version.ts';
import { warningsOf } from './warnings.ts';

export interface StationOptions {
  readonly dataFolder: string;
  /** Loopback port; 0: any free one; null: only the socket. */
  readonly port: number | null;
  /** A fresh station begins with the demo's product on a simulated camera. */
  readonly demo: boolean;
  readonly stationName?: string;
  /** Names besides loopback under which a proxy on this machine may pass requests on. */
  readonly hostNames?: readonly string[];
  /** Over what was kept from the last run. */
  readonly source?: SourceConfig;
  /** A report of every shift is put here once it has ended. Over what was kept from the last run. */
  readonly shiftReports?: { readonly folder: string; readonly language: Language };
  /** A package to import and put on the line at start. */
  readonly packageFile?: string;
  readonly log: (logFolder: string) => Logger;
  /** A backup lies proved beside the data: this station has to end, and one to be opened on it. */
  readonly onPrepared: (prepared: PreparedRestore, actor: string) => void;
  /** Why this station is opened on the data of before; null: nothing was to be brought back. */
  readonly failedRestore: FailedRestore | null;
}

export interface Station {
  readonly note: StationNote;
  /** What a person opens and a program calls: with the token. Null without a TCP port. */
  readonly url: string | null;
  readonly key: string;
  readonly log: Logger;
  /** Resolves when the line is what it was before the last stop, or as near as it could be brought. */
  readonly restored: Promise<void>;
  /** Finishes the part in progress, then closes everything in the opposite order of the start. */
  stop(): Promise<void>;
}

/**
 * The composition root: everything is made and wired here, nowhere else. The page is served as soon as the records are
 * open; engines, model and demo come up behind it, and the status says `starting` meanwhile.
 * Fails with StationHeldError when another station has the data, with RecordsError when the records cannot be opened,
 * with BackupError when a restore was cut short and it cannot be told which data are meant.
 */
export async function openStation(options: StationOptions): Promise<Station> {
  const folder = dataFolder(options.dataFolder);
  const found = await finishRestore(folder.root);
  await prepareDataFolder(folder);
  const lock = lockDataFolder(folder);
  const log = options.log(folder.logs);
  logFinishedRestore(found, log);
  const undo = createUndo(log);
  try {
    undo.push('lock', lock.release);
    undo.push('note', () => rmSync(folder.note, { force: true }));
    const bootId = uuidv7();
    await clearUploads(folder);
    const key = await stationKey(folder);

    const records = await openRecords({ dataFolder: folder.root, log, bootId });
    undo.push('records', () => records.close(), 3_000);
    undo.push(
      'audit',
      () => records.audit({ actor: 'system', action: 'station.stopped', subject: null, detail: { bootId } }),
      1_000,
    );
    const settings = await openLineSettings(records);
    const name = await openStationName(records, options.stationName);
    const time = await openStationTime(records);
    const shiftReports = await openShiftReportsSetting(records);
    if (options.shiftReports !== undefined) await shiftReports.change(options.shiftReports, 'system');

    const line = createEngine({ role: 'line', log, memoryLimitMb: 1536 });
    const bench = createEngine({ role: 'bench', log, memoryLimitMb: 1536 });
    undo.push('engines', () => Promise.all([line.stop(), bench.stop()]), 2_000);
    const models = createModelStore(folder.models, bench);
    const inspection = await createInspection({
      line,
      bench,
      records,
      log,
      modelPaths: models.pathsOf,
      picturesFolder: folder.pictures,
      time: time.current(),
    });
    undo.push('pictures', () => inspection.close(), 1_000);

    let restoring = true;
    const timeZone = (): string => time.current().zone;
    const facts: StationFacts = {
      ...{ bootId, version, stationName: name.current, timeZone },
      restoring: () => restoring,
      warnings: (freeBytes) =>
        restoring
          ? []
          : warningsOf({
              freeBytes,
              backup: { plan: backupPlan.current(), last: backupJobs.last() },
              shiftReports: { wanted: shiftReports.current(), state: makingShiftReports.state() },
            }),
    };
    const events = createEventHub({
      bootId,
      readStatus: () => statusOf(inspection, settings, facts),
      onError: (error) => log.error({ err: error }, 'the status could not be read'),
    });
    const pictures = createPictureMemory();
    undo.push('forwarding', forwardEvents(inspection, events, pictures));
    undo.push('end of source', rememberEnd(inspection, settings, log));
    const changed = (topic: 'products' | 'users' | 'settings') => () => {
      events.publish({ type: 'changed', topic });
      events.statusChanged();
    };
    const identity = createIdentity({ records, log });
    const golden = createGoldenStore(folder.golden);
    const products = createProducts({
      inspection,
      records,
      settings,
      models,
      golden,
      catalogue: createProductCatalogue({ records, models, golden }),
      changed: changed('products'),
    });

    const review = createReview({
      records,
      reinspect: createReinspect({
        bench,
        records,
        modelPaths: models.pathsOf,
        keepMap(id, map) {
          pictures.putPart(id, { preview: null, map });
          return `${apiPrefix}/parts/${id}/map`;
        },
      }),
      told: (partId, rejudgement) => events.publish({ type: 'rejudged', partId, rejudgement }),
    });

    const { reports, makingShiftReports, backupPlan, backupJobs } = await openArchive({
      ...{ folder, records, stationName: name.current, time, shiftReports, log, undo },
      onPrepared: options.onPrepared,
      failedRestore: options.failedRestore,
    });

    const tries = createPictureMemory();
    const drafts = await openDrafts({
      folder: folder.teaching,
      line,
      bench,
      records,
      backbones: createBackboneStore(folder.backbones),
      log,
      publish: publishTaught({ models, records, golden, products, changed: changed('products') }),
      select: products.select,
      keepTry: (draftId, tryId, tried) => {
        tries.putPart(`${draftId}/${tryId}`, tried);
        const address = `${apiPrefix}/teach/drafts/${draftId}/tries/${tryId}`;
        return {
          pictureUrl: tried.preview === null ? null : `${address}/picture`,
          mapUrl: tried.map === null ? null : `${address}/map`,
        };
      },
    });
    undo.push('drafts', () => drafts.close(), 1_000);

    const handler = createHandler({
      ports: {
        station: {
          name: name.current,
          version,
          rename: async (next, actor) => name.change(next, actor).then(changed('settings')),
        },
        people: createPeople({ identity, inspection, changed: changed('users') }),
        line: createLine(inspection, settings, records, facts),
        products,
        review,
        judge: (request) => judgeUpload(request, { inspection, records }),
        records,
        partsCsv: (filter) => partsCsv(records, filter),
        auditCsv: (filter) => auditCsv(records, filter),
        reports,
        drafts,
        storage: createStorage({ dataFolder: folder.root, records }),
        backups: createBackups({
          plan: backupPlan,
          jobs: backupJobs,
          dataFolder: folder.root,
          lineRuns: () => ['running', 'error'].includes(inspection.snapshot().state),
        }),
        settings: createSettings({
          name,
          time,
          shiftReports,
          makingShiftReports,
          inspection,
          changed: changed('settings'),
        }),
        pictures,
        modelPicture: models.picture,
        tries,
      },
      events,
      door: { key, hostNames: (options.hostNames ?? []).map((host) => host.toLowerCase()) },
      pageFolder: rendererPath(),
      uploadFolder: folder.uploads,
      errors: { log, translate: translateFailure },
    });
    const servers = await startServers({ handler, port: options.port, socket: folder.socket, log });
    undo.push('servers', () => servers.close(200));
    // the streams first: a server waits for its last connection
    undo.push('streams', events.close);
    // the part in progress is finished; an engine that is busy with something longer than a part is not waited for
    undo.push('line', () => inspection.stop(), 1_500);

    const url = servers.port === null ? null : `http://127.0.0.1:${servers.port}/`;
    const note: StationNote = { pid: process.pid, startedAtUtc: new Date().toISOString(), url, socket: folder.socket };
    writeFileSync(folder.note, `${JSON.stringify(note)}\n`, { mode: 0o600 });
    await records.audit({ actor: 'system', action: 'station.started', subject: name.current(), detail: { version, bootId } });
    log.info({ url, socket: folder.socket, version, bootId }, 'station started');
    undo.push(
      'chores',
      daily('retention', () => records.expirePictures(new Date().toISOString()), log),
    );

    undo.push(
      'old reports',
      daily('old reports', () => reports.expire(Date.now()), log),
    );

    const restored = restoreLine({
      inspection,
      records,
      settings,
      products,
      demoPackage: options.demo ? assetPath('demo.passline') : null,
      wished: { source: options.source ?? null, packageFile: options.packageFile ?? null },
      log,
    })
      .catch((error: unknown) => log.error({ err: error }, 'the line could not be brought back to what it was'))
      .finally(() => {
        restoring = false;
        events.statusChanged();
      });
    return { note, url: url === null ? null : `${url}?token=${key}`, key, log, restored, stop: undo.run };
  } catch (error) {
    await undo.run();
    throw error;
  }
}
