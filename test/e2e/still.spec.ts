import { waitForParts } from './support/acts.ts';
import { watchLayout } from './support/layout.ts';
import { expect, test } from './support/test.ts';

test('nothing on the run screen moves while the line runs', async ({ window }) => {
  await waitForParts(window, 2);
  const shifts = await watchLayout(window.page);
  // Counters get a second digit, the strip fills, rejects come and go.
  await waitForParts(window, 14);
  expect(await shifts()).toEqual([]);
});
