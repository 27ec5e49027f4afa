import { readFileSync, writeFileSync } from 'node:fs';
import { screen, type BrowserWindow, type Rectangle } from 'electron';

/** Size and place that a window had when it was last closed. */
export interface WindowState {
  readonly bounds: Partial<Rectangle> & { readonly width: number; readonly height: number };
  readonly maximized: boolean;
}

export const smallest = { width: 1280, height: 800 } as const;
const atFirst: WindowState = { bounds: { width: 1440, height: 900 }, maximized: false };

/** The remembered state, if it is whole and still lies on a screen that is there; else the size for a first start. */
export function readWindowState(file: string): WindowState {
  try {
    const { bounds, maximized } = JSON.parse(readFileSync(file, 'utf8')) as { bounds: Rectangle; maximized: unknown };
    const { x, y, width, height } = bounds;
    if (![x, y, width, height].every(Number.isInteger)) return atFirst;
    const { workArea } = screen.getDisplayMatching(bounds);
    const visible =
      x < workArea.x + workArea.width && x + width > workArea.x && y < workArea.y + workArea.height && y + height > workArea.y;
    return visible ? { bounds: { x, y, width, height }, maximized: maximized === true } : atFirst;
  } catch {
    return atFirst; // first start, or a file that was cut short
  }
}

export function rememberWindowState(window: BrowserWindow, file: string): void {
  const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    writeFileSync(file, JSON.stringify(state));
  } catch {
    // A place that cannot be written to costs the size of the next window, nothing else.
  }
}
