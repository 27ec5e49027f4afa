import { app, type BrowserWindow, dialog } from 'electron';
import type { ShellTexts } from './texts.ts';

export interface ClosingOptions {
  readonly texts: ShellTexts;
  /** True when closing everything would end an inspection that runs now. */
  readonly wouldStopTheLine: () => Promise<boolean>;
}

let quitting = false;
app.on('before-quit', () => {
  quitting = true;
});

/**
 * Closing the window is not stopping the line: while it is inspected by a station that would end with this program, the
 * user says which of both is meant. Otherwise closing the last window quits.
 */
export function askBeforeStopping(window: BrowserWindow, { texts, wouldStopTheLine }: ClosingOptions): void {
  window.on('close', (event) => {
    if (quitting) return;
    event.preventDefault();
    void wouldStopTheLine().then(async (running) => {
      if (!running) {
        app.quit();
        return;
      }
      const { response } = await dialog.showMessageBox(window, {
        type: 'question',
        title: texts.closeTitle,
        message: texts.closeQuestion,
        detail: texts.closeDetail,
        buttons: [texts.keepInspecting, texts.stopAndQuit, texts.cancel],
        defaultId: 0,
        cancelId: 2,
        noLink: true,
      });
      if (response === 0) window.destroy();
      if (response === 1) app.quit();
    });
  });
}
