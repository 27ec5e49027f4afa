import { contextBridge } from 'electron';

/** What the page can only have in the desktop window. Without it the page uses what a browser offers. */
contextBridge.exposeInMainWorld('desktop', Object.freeze({ platform: process.platform }));
