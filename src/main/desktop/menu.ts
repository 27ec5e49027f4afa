import { Menu } from 'electron';
import type { ShellTexts } from './texts.ts';

/** Hidden until Alt is pressed; a kiosk has none. Its keys (copy, zoom, full screen) work either way. */
export function setMenu(texts: ShellTexts, kiosk: boolean): void {
  if (kiosk) {
    Menu.setApplicationMenu(null);
    return;
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: texts.file, submenu: [{ role: 'quit', label: texts.quit }] },
      { role: 'editMenu', label: texts.edit },
      {
        label: texts.view,
        submenu: [
          { role: 'reload', label: texts.reload },
          { type: 'separator' },
          { role: 'zoomIn', label: texts.zoomIn },
          { role: 'zoomOut', label: texts.zoomOut },
          { role: 'resetZoom', label: texts.zoomReset },
          { type: 'separator' },
          { role: 'togglefullscreen', label: texts.fullScreen },
        ],
      },
    ]),
  );
}
