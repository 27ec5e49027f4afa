/** The few words that the shell itself says, before and around the page. */
export interface ShellTexts {
  readonly language: 'en' | 'zh-CN';
  readonly starting: string;
  readonly startingDetail: string;
  readonly startFailed: string;
  readonly view: string;
  readonly reload: string;
  readonly fullScreen: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly zoomReset: string;
  readonly edit: string;
  readonly file: string;
  readonly quit: string;
  readonly closeTitle: string;
  readonly closeQuestion: string;
  readonly closeDetail: string;
  readonly keepInspecting: string;
  readonly stopAndQuit: string;
  readonly cancel: string;
  readonly saveTitle: string;
  readonly saveFailed: string;
  readonly openFailed: string;
}

const english: ShellTexts = {
  language: 'en',
  starting: 'The station is starting',
  startingDetail: 'This takes a few seconds.',
  startFailed: 'It has not come up yet and is tried again.',
  view: 'View',
  reload: 'Reload',
  fullScreen: 'Full screen',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  zoomReset: 'Normal size',
  edit: 'Edit',
  file: 'File',
  quit: 'Quit',
  closeTitle: 'Passline',
  closeQuestion: 'The line is being inspected. Stop it?',
  closeDetail: 'You can close the window and let the station go on. Starting Passline again opens the window.',
  keepInspecting: 'Close the window, keep inspecting',
  stopAndQuit: 'Stop and quit',
  cancel: 'Cancel',
  saveTitle: 'Save as',
  saveFailed: 'The file could not be saved.',
  openFailed: 'No program on this computer opens this document. Save it instead.',
};

const chinese: ShellTexts = {
  language: 'zh-CN',
  starting: '工位正在启动',
  startingDetail: '只需几秒钟。',
  startFailed: '尚未启动成功，正在重试。',
  view: '视图',
  reload: '重新加载',
  fullScreen: '全屏',
  zoomIn: '放大',
  zoomOut: '缩小',
  zoomReset: '原始大小',
  edit: '编辑',
  file: '文件',
  quit: '退出',
  closeTitle: 'Passline',
  closeQuestion: '产线正在检测。要停止吗？',
  closeDetail: '可以关闭窗口并让工位继续运行；再次启动 Passline 会重新打开窗口。',
  keepInspecting: '关闭窗口，继续检测',
  stopAndQuit: '停止并退出',
  cancel: '取消',
  saveTitle: '另存为',
  saveFailed: '文件未能保存。',
  openFailed: '本机没有可打开此文档的程序，请改为保存。',
};

export function shellTexts(locale: string): ShellTexts {
  return locale.toLowerCase().startsWith('zh') ? chinese : english;
}
