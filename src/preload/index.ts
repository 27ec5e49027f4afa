import { contextBridge, ipcRenderer } from 'electron';
import { chooseFolderChannel, type DesktopBridge } from '#shared/contract/desktop.ts';

/** What the page can only have in the desktop window. Without it the page uses what a browser offers. */
const bridge: DesktopBridge = {
  platform: process.platform,
  chooseFolder: (from) => ipcRenderer.invoke(chooseFolderChannel, from) as Promise<string | null>,
};
contextBridge.exposeInMainWorld('desktop', Object.freeze(bridge));
