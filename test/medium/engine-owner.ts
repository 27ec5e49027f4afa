import { pino } from 'pino';
import { createEngine } from '../../src/main/engine/index.ts';

/** A program that owns both engines and prints their process ids: killed by a test to see what becomes of them. */
const log = pino({ level: 'silent' });
const engines = (['line', 'bench'] as const).map((role) => createEngine({ role, log, memoryLimitMb: 2_000 }));
const infos = await Promise.all(
  engines.map(async (engine) => {
    while (engine.health().state !== 'ready') {
      if (engine.health().state === 'idle') {
        await engine.call('forget', { partId: '0190a5c4-0000-7000-8000-000000000001' }, { timeoutMs: 30_000 });
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return engine.health().pid;
  }),
);
process.stdout.write(`${JSON.stringify(infos)}\n`);
setInterval(() => {}, 1_000);
