import { BrowserWindow, dialog, ipcMain } from 'electron';
import { chooseFolderChannel } from '#shared/contract/desktop.ts';
import { pageOrigin } from './window.ts';

/** What our page may ask of the shell: a folder, chosen in the system's own dialog; null where none was. Nobody else is answered. */
export function openBridge(): void {
  ipcMain.handle(chooseFolderChannel, async (event, from: unknown): Promise<string | null> => {
    const window = BrowserWindow.fromWebContents(event.sender);
    const frame = event.senderFrame;
    if (window === null || frame !== window.webContents.mainFrame || !frame.url.startsWith(`${pageOrigin}/`)) return null;
    const defaultPath = typeof from === 'string' && from !== '' ? { defaultPath: from.slice(0, 4096) } : {};
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      properties: ['openDirectory', 'createDirectory'],
      ...defaultPath,
    });
    return canceled ? null : (filePaths[0] ?? null);
  });
}
