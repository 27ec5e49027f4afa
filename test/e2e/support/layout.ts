import type { Page } from '@playwright/test';

interface Shift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node: Node | null; readonly previousRect: DOMRect; readonly currentRect: DOMRect }[];
}

/** Watches for things that move without anybody having touched them; the answer names each, with where it was and went. */
export async function watchLayout(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const moved: string[] = [];
    (globalThis as { moved?: string[] }).moved = moved;
    const place = ({ x, y, width, height }: DOMRect): string => [x, y, width, height].map(Math.round).join(' ');
    new PerformanceObserver((list) => {
      for (const { hadRecentInput, sources } of list.getEntries() as Shift[]) {
        if (hadRecentInput) continue;
        for (const { node, previousRect, currentRect } of sources) {
          const [from, to] = [place(previousRect), place(currentRect)];
          const element = node instanceof Element ? node : node?.parentElement;
          // A longer word in the middle of the same slot replaces the shorter one.
          if (from !== to) moved.push(`${element?.className ?? '?'} (${element?.textContent}): ${from} → ${to}`);
        }
      }
    }).observe({ type: 'layout-shift' });
  });
  return () => page.evaluate(() => (globalThis as { moved?: string[] }).moved ?? ['not watched']);
}
