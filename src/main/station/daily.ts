import type { Logger } from 'pino';

const dayMs = 24 * 60 * 60 * 1000;

/** Runs a chore soon after the start and once a day from then on; one that fails is logged and tried again the next day. */
export function daily(name: string, chore: () => Promise<unknown>, log: Logger, firstAfterMs = 60_000): () => void {
  const run = async () => {
    try {
      const result = await chore();
      log.info({ chore: name, result }, 'daily chore done');
    } catch (error) {
      log.error({ err: error, chore: name }, 'daily chore failed');
    }
  };
  let timer = setTimeout(function again() {
    void run();
    timer = setTimeout(again, dayMs).unref();
  }, firstAfterMs).unref();
  return () => clearTimeout(timer);
}
