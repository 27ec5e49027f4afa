import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { createCalls } from './calls.ts';
import { toRecordsError } from './errors.ts';
import type { Failure, FromThread, OpenOptions, StoreCalls, ThreadTask, ToThread, VerifyOptions } from './messages.ts';
import { measureRecords } from './measure-disk.ts';
import { openStore } from './open-store.ts';
import { verifyRecords } from './verify.ts';

/** The thread of the records: SQLite blocks while it syncs, so nothing else lives here. */
async function serve(port: MessagePort, options: OpenOptions): Promise<void> {
  const opened = await openStore(options, (level, message, detail) => say(port, { kind: 'log', level, message, detail }));
  const calls = createCalls(opened.store);
  const underWay = new Set<Promise<void>>();
  port.on('message', (message: ToThread) => {
    switch (message.kind) {
      case 'call': {
        const answer = respond(port, calls, message).finally(() => underWay.delete(answer));
        underWay.add(answer);
        return;
      }
      case 'close':
        void Promise.all(underWay)
          .then(() => opened.close())
          .finally(() => {
            say(port, { kind: 'closed' });
            port.close();
          });
        return;
      default:
        message satisfies never;
    }
  });
  say(port, { kind: 'opened' });
}

async function respond(port: MessagePort, calls: StoreCalls, call: Extract<ToThread, { kind: 'call' }>): Promise<void> {
  try {
    // The message type pairs each method with its arguments on the sending side; a union of functions cannot say so here.
    const method = calls[call.method] as (...args: readonly unknown[]) => Promise<unknown>;
    say(port, { kind: 'answer', id: call.id, result: await method(...call.args) });
  } catch (error) {
    say(port, { kind: 'failed', id: call.id, failure: failureOf(error) });
  }
}

async function verifyOnce(port: MessagePort, options: VerifyOptions): Promise<void> {
  const result = await verifyRecords(options, (done, total) => say(port, { kind: 'progress', done, total }));
  say(port, { kind: 'verified', result });
}

async function work(port: MessagePort, task: ThreadTask): Promise<void> {
  switch (task.kind) {
    case 'store':
      return serve(port, task.options);
    case 'verify':
      return verifyOnce(port, task.options);
    case 'measure':
      return say(port, { kind: 'measured', result: measureRecords(task.dataFolder, task.nowMs) });
  }
}

function failureOf(error: unknown): Failure {
  const { code, message } = toRecordsError(error);
  return { code, message };
}

function say(port: MessagePort, message: FromThread): void {
  port.postMessage(message);
}

if (parentPort !== null) {
  const port = parentPort;
  const task = workerData as ThreadTask;
  const running = work(port, task);
  running.catch((error: unknown) => {
    say(port, { kind: 'not-opened', failure: failureOf(error) });
    port.close();
  });
}
