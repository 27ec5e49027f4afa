import { type FailedRestore, placeRestored, type PreparedRestore, type Restored, takeBack } from '../backup/index.ts';
import { noteRestore } from './note-restore.ts';
import { openStation, type Station, type StationOptions } from './open-station.ts';

export type RunOptions = Omit<StationOptions, 'onPrepared' | 'failedRestore'>;

/**
 * A station that can bring a backup of its own back: it is stopped, what was proved beside its data takes their place, and it
 * is opened anew in this process, at the same address and with the same key. Where the restored data cannot be opened, those
 * of before come back, and the station says why. Fails as {@link openStation} does.
 */
export async function runStation(options: RunOptions): Promise<Station> {
  let current = await openStation({ ...options, onPrepared: begin, failedRestore: null });
  let replacing: Promise<void> = Promise.resolve();
  let stopped = false;

  function begin(prepared: PreparedRestore, actor: string): void {
    replacing = replace(prepared, actor).catch((error: unknown) => {
      current.log.fatal({ err: error }, 'the station could not be opened again');
      // Whoever started it starts it again, on data that are whole.
      process.exit(1);
    });
  }

  async function replace(prepared: PreparedRestore, actor: string): Promise<void> {
    const { log, note } = current;
    log.info({ backup: prepared.manifest.name, actor }, 'a backup is brought back');
    await current.stop();
    const reopen = async (failedRestore: FailedRestore | null): Promise<void> => {
      if (stopped) return;
      // What was asked for at the start was done then; the data say what holds now.
      const {
        source: _source,
        packageFile: _packageFile,
        shiftReports: _shiftReports,
        stationName: _stationName,
        ...rest
      } = options;
      const port = note.url === null ? null : Number(new URL(note.url).port);
      current = await openStation({ ...rest, demo: false, port, onPrepared: begin, failedRestore });
    };
    const failedAt = (stage: FailedRestore['stage'], error: unknown): FailedRestore => ({
      atUtc: new Date().toISOString(),
      name: prepared.manifest.name,
      stage,
      failure: (error instanceof Error ? error.message : String(error)).slice(0, 400),
      actor,
    });
    let placed: Restored;
    try {
      placed = await placeRestored(prepared);
    } catch (error) {
      log.error({ err: error }, 'the data could not be replaced: those of before stay');
      return reopen(failedAt('place', error));
    }
    try {
      await noteRestore(prepared.dataFolder, placed, actor);
      await reopen(null);
      current.log.info({ movedTo: placed.movedTo }, 'a backup was brought back');
    } catch (error) {
      log.error({ err: error }, 'the restored data cannot be opened: those of before come back');
      await takeBack(prepared.dataFolder, placed.movedTo);
      await reopen(failedAt('open', error));
    }
  }

  return {
    get note() {
      return current.note;
    },
    get url() {
      return current.url;
    },
    get key() {
      return current.key;
    },
    get log() {
      return current.log;
    },
    get restored() {
      return current.restored;
    },
    async stop() {
      stopped = true;
      await replacing;
      await current.stop();
    },
  };
}
