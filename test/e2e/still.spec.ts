import { testIds } from '../../src/renderer/test-ids.ts';
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

test('the counters of a long run keep their size and are not cut off', async ({ window }) => {
  await waitForParts(window, 2);
  const cutOff = await window.page.evaluate(
    (widest) =>
      widest.flatMap(([id, figure]) => {
        const slot = document.querySelector(`[data-testid="${id}"]`);
        if (!(slot instanceof HTMLElement)) return [`no ${id}`];
        const before = slot.textContent;
        slot.textContent = figure;
        const { scrollWidth, clientWidth } = slot;
        slot.textContent = before;
        return scrollWidth > clientWidth ? [`${figure}: ${scrollWidth} in ${clientWidth} px`] : [];
      }),
    [
      [testIds.counterTotal, '999,999'],
      [testIds.counterOk, '999,999'],
      [testIds.counterNg, '99,999'],
      [testIds.counterError, '9,999'],
    ] as const,
  );
  expect(cutOff).toEqual([]);
});
