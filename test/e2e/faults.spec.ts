import { testIds } from '../../src/renderer/test-ids.ts';
import { waitForParts } from './support/acts.ts';
import { expect, test } from './support/test.ts';

/** So long may a screen go on looking healthy after something has died. */
const noticedWithinMs = 2000;
const recovery = { timeout: 45_000 };

test.describe.configure({ timeout: 150_000 });

test('a line engine that dies is an error at once, and the line goes on by itself', async ({ window }) => {
  const { page } = window;
  await waitForParts(window, 3);
  await window.killLineEngine();
  await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-verdict', 'error', { timeout: noticedWithinMs });
  await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-verdict', /pass|review|fail/, recovery);
  const { counters, engines, state } = await window.status();
  expect(state).toBe('running');
  expect(engines.line.restarts).toBe(1);
  await waitForParts(window, counters.total + 2);
});

test('a station that dies shows as not reached at once, and the page recovers with every counted part', async ({ window }) => {
  const { page } = window;
  await waitForParts(window, 3);
  const before = await window.status();
  await window.killStation();
  await expect(page.getByTestId(testIds.connectionLost)).toBeVisible({ timeout: noticedWithinMs });
  await expect(page.getByTestId(testIds.verdict)).not.toHaveAttribute('data-verdict', /pass|review|fail/);
  await window.reviveStation();
  await expect(page.getByTestId(testIds.connectionLost)).toBeHidden(recovery);
  await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-verdict', /pass|review|fail/, recovery);
  const after = await window.status();
  expect(after.bootId).not.toBe(before.bootId);
  expect(after.counters.total).toBeGreaterThanOrEqual(before.counters.total);
  expect(after.counters.ng).toBeGreaterThanOrEqual(before.counters.ng);
});

test('a page that crashes comes back to a line that never stopped', async ({ window }) => {
  await waitForParts(window, 3);
  const before = await window.status();
  await window.crashPage();
  const page = await window.pageAfterCrash();
  await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-verdict', /pass|review|fail/, recovery);
  const after = await window.status();
  expect(after.bootId).toBe(before.bootId);
  expect(after.engines.line.pid).toBe(before.engines.line.pid);
  await waitForParts(window, before.counters.total + 2);
});
