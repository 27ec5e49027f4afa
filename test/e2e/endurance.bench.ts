import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import type { CDPSession, Page } from '@playwright/test';
import { testIds } from '../../src/renderer/test-ids.ts';
import { createAdministrator, lineStopped, verdictsCome } from './support/acts.ts';
import { watchLayout } from './support/layout.ts';
import { root } from './support/station.ts';
import { expect, test } from './support/test.ts';

/** `npm run bench:page`: minutes of measuring, after one of running in. */
const minutes = Number(process.env['PASSLINE_MINUTES'] ?? 10);
const resultsPerSecond = 25;

interface Sample {
  readonly parts: number;
  readonly taskS: number;
  readonly heapMb: number;
  readonly nodes: number;
  readonly atMs: number;
}

async function sample(cdp: CDPSession, parts: number): Promise<Sample> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return {
    parts,
    taskS: of('TaskDuration'),
    heapMb: of('JSHeapUsedSize') / 1e6,
    nodes: of('Nodes'),
    atMs: performance.now(),
  };
}

/** Small pictures at the pace of a fast line: what the page does with them is measured, not what the engine does. */
async function quicken(page: Page): Promise<void> {
  await page.evaluate(async (pace) => {
    const send = async (path: string, body: unknown): Promise<void> => {
      const answer = await fetch(`/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    };
    const status = (await (await fetch('/api/v1/status')).json()) as { product: { id: string; version: number } };
    const { id, version } = status.product;
    await send('/line/source', { source: { kind: 'simulated', width: 320, height: 240, fps: 60, defectRate: 0.05, seed: 1 } });
    type Version = { recipe: { views: { tools: { id: string }[] }[] } };
    const [newest] = (await (await fetch(`/api/v1/products/${id}/versions`)).json()) as Version[];
    // Random weights reject one good part in eight: meant is a line of good parts, which may be fast.
    const tools = newest?.recipe.views.flatMap((view) => view.tools.map((tool) => tool.id)) ?? [];
    await send(`/products/${id}/versions`, {
      basedOn: version,
      change: {
        trigger: { mode: 'free', periodMs: Math.round(1000 / pace) },
        tools: tools.map((tool) => ({ id: tool, threshold: 3 })),
      },
    });
    await send(`/products/${id}/select`, {});
    await send('/line/start', {});
  }, resultsPerSecond);
}

/** Judged by a small network: the built-in one is not as fast on two cores beside a browser that draws without a graphics card. */
const product = join(root, 'test-results/fast-line.passline');
test.use({ serveOptions: ['--no-demo', '--source', 'simulated', '--product', product] });

test(`the run screen at ${resultsPerSecond} results a second`, async ({ window }) => {
  test.setTimeout((minutes + 5) * 60_000);
  const { page } = window;
  await page.getByTestId(testIds.start).click();
  await createAdministrator(page);
  await verdictsCome(page);
  await page.getByTestId(testIds.stop).click();
  await lineStopped(window);
  await quicken(page);
  await verdictsCome(page);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.waitForTimeout(60_000);
  const shifts = await watchLayout(page);
  const parts = async (): Promise<number> => (await window.status()).counters.total;
  const samples = [await sample(cdp, await parts())];
  for (let minute = 0; minute < minutes; minute++) {
    await page.waitForTimeout(60_000);
    samples.push(await sample(cdp, await parts()));
  }
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) throw new Error('no samples');
  const seconds = (last.atMs - first.atMs) / 1000;
  const figures = {
    minutes,
    results_per_second: (last.parts - first.parts) / seconds,
    main_thread_share: (last.taskS - first.taskS) / seconds,
    heap_mb: samples.map(({ heapMb }) => Math.round(heapMb * 10) / 10),
    dom_nodes: samples.map(({ nodes }) => nodes),
    moved: await shifts(),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  writeFileSync(join(root, 'test-results/endurance.json'), JSON.stringify(figures, null, 2));
  expect(figures.moved).toEqual([]);
});
