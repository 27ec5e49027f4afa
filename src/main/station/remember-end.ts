import type { Logger } from 'pino';
import type { Inspection } from '../inspection/index.ts';
import type { LineSettingsStore } from './line-settings.ts';

/** A folder that came to its end is not inspected a second time because the station was restarted. */
export function rememberEnd(inspection: Inspection, settings: LineSettingsStore, log: Logger): () => void {
  return inspection.subscribe((event) => {
    if (event.type !== 'changed' || !settings.current().running) return;
    const { state, camera } = inspection.snapshot();
    if (state === 'running' || camera.state !== 'ended') return;
    settings
      .change({ running: false })
      .catch((error: unknown) => log.error({ err: error }, 'the end of the source was not kept'));
  });
}
