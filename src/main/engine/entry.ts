import { writeSync } from 'node:fs';
import { EngineError } from './errors.ts';
import { failureOf } from './failure.ts';
import { createHandlers } from './handlers.ts';
import type { EngineEvent, EngineMethod, FromEngine } from './protocol.ts';
import { paramSchemas, toEngineSchema } from './schema.ts';

/**
 * The engine process: forked by the supervisor, speaks the protocol, ends with its parent. This thread never runs a model,
 * so that it stays able to answer, to take frames and to notice that its station is gone.
 */
const aliveEveryMs = 500;

/** At once and without asking anybody: an orderly exit waits for the judging thread, which may hang in native code. */
function die(why: string): never {
  if (why !== '') writeSync(2, `${why}\n`);
  process.kill(process.pid, 'SIGKILL');
  throw new Error(why);
}

const send = (message: FromEngine): void => {
  if (process.connected) process.send?.(message);
};
const handlers = createHandlers({
  sendEvent: (event: EngineEvent) => send({ kind: 'event', event }),
  onDeath: (why) => die(why),
  onError: (error) => writeSync(2, `${failureOf(error).detail}\n`),
});
const cancels = new Map<number, AbortController>();

async function answer(id: number, method: EngineMethod, rawParams: unknown): Promise<void> {
  const cancel = new AbortController();
  cancels.set(id, cancel);
  try {
    const params = paramSchemas[method].safeParse(rawParams);
    if (!params.success) throw new EngineError('INTERNAL', `${method}: ${params.error.issues[0]?.message ?? 'not valid'}`);
    const onProgress = (progress: Extract<FromEngine, { kind: 'progress' }>['progress']) =>
      send({ kind: 'progress', id, progress });
    const result: unknown = await handlers[method](params.data as never, { signal: cancel.signal, onProgress });
    send({ kind: 'answer', id, result });
  } catch (error) {
    send({ kind: 'failed', id, ...failureOf(error) });
  } finally {
    cancels.delete(id);
  }
}

process.on('message', (raw: unknown) => {
  const parsed = toEngineSchema.safeParse(raw);
  if (!parsed.success) die(`The station sent a message that is none: ${parsed.error.issues[0]?.message ?? ''}`);
  const message = parsed.data;
  switch (message.kind) {
    case 'call':
      void answer(message.id, message.method, message.params);
      return;
    case 'cancel':
      cancels.get(message.id)?.abort();
      return;
  }
});
process.on('disconnect', () => die(''));
process.on('uncaughtException', (error) => die(error.stack ?? String(error)));
process.on('unhandledRejection', (error) => die(error instanceof Error ? (error.stack ?? error.message) : String(error)));
// Ctrl-C reaches the whole group: the station decides when its engines end.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
if (!process.connected) die('The engine is started by the station.');

setInterval(() => send({ kind: 'alive', rssBytes: process.memoryUsage.rss() }), aliveEveryMs);
