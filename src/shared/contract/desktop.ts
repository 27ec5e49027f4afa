/** What the page has of the desktop window, as `window.desktop`; in a browser there is none. */
export interface DesktopBridge {
  readonly platform: string;
  /** Asks for a folder of this machine, beginning at a path; null: none was chosen. */
  readonly chooseFolder: (from: string) => Promise<string | null>;
}

export const chooseFolderChannel = 'choose-folder';
