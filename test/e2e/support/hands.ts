import type { Locator, Page } from '@playwright/test';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The point at a share of an element's width and height. */
export async function pointOn(place: Locator, x: number, y: number): Promise<Place> {
  const box = await place.boundingBox();
  if (box === null) throw new Error('there is nothing to point at');
  return { x: box.x + box.width * x, y: box.y + box.height * y };
}

/** A finger that is put down, moved, held still and lifted: one that flies away would make the browser swallow the next tap. */
export async function dragByFinger(page: Page, from: Place, to: Place): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Place[]) =>
    browser.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', [from]);
  for (const share of [0.2, 0.4, 0.6, 0.8, 1, 1, 1]) {
    await page.waitForTimeout(40);
    await touch('touchMove', [{ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }]);
  }
  await page.waitForTimeout(100);
  await touch('touchEnd', []);
  await browser.detach();
}

/** Files and folders of this machine, dragged over the window until `place` is there, and dropped on it. */
export async function dropFiles(page: Page, files: readonly string[], place: Locator): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop', point: Place) =>
    browser.send('Input.dispatchDragEvent', { type, ...point, data: { items: [], files: [...files], dragOperationsMask: 1 } });
  const middle = { x: 640, y: 400 };
  await drag('dragEnter', middle);
  await drag('dragOver', middle);
  const target = await pointOn(place, 0.5, 0.5);
  await drag('dragOver', target);
  await drag('drop', target);
  await browser.detach();
}
