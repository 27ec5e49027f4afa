import { mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { app, BrowserWindow, dialog, type DownloadItem, session, shell } from 'electron';
import type { ShellTexts } from './texts.ts';

/** A document of the station that is to be looked at and printed, not kept: its address says so. */
const isToBeViewed = (item: DownloadItem): boolean => new URL(item.getURL()).searchParams.has('view');

/**
 * What the page hands out: files to keep go where the system's save dialog says, documents to look at open in the system's
 * own viewer, which prints them. Whatever fails is said.
 */
export function handleDownloads(texts: ShellTexts): void {
  let lastFolder = app.getPath('documents');
  const viewed: string[] = [];
  session.defaultSession.on('will-download', (_event, item) => {
    if (isToBeViewed(item)) {
      const folder = mkdtempSync(join(app.getPath('temp'), 'passline-'));
      viewed.push(folder);
      item.setSavePath(join(folder, basename(item.getFilename())));
    } else {
      item.setSaveDialogOptions({
        title: texts.saveTitle,
        defaultPath: join(lastFolder, basename(item.getFilename())),
        filters: filtersFor(item.getFilename()),
      });
    }
    item.once('done', (_done, state) => {
      if (state === 'cancelled') return;
      if (state === 'interrupted') say(texts.saveFailed, item.getSavePath());
      else if (isToBeViewed(item)) void open(item.getSavePath(), texts);
      else lastFolder = dirname(item.getSavePath());
    });
  });
  // A viewer on Windows may still hold its file: the system's own cleaning takes what is left.
  app.on('quit', () => {
    for (const folder of viewed) rmSync(folder, { recursive: true, force: true });
  });
}

async function open(path: string, texts: ShellTexts): Promise<void> {
  const why = await shell.openPath(path);
  if (why !== '') say(texts.openFailed, why);
}

function filtersFor(name: string): Electron.FileFilter[] {
  const extension = extname(name).slice(1);
  return extension === '' ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }];
}

function say(message: string, detail: string): void {
  const options = { type: 'error', title: 'Passline', message, detail } as const;
  const [window] = BrowserWindow.getAllWindows();
  void (window === undefined ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options));
}
