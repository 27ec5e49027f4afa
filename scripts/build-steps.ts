/** One step of the build: what it reads, what it makes, how it is run. Paths are relative to the project's root. */
export interface BuildStep {
  readonly name: string;
  /** Files and folders whose content decides whether the step is run again. */
  readonly inputs: readonly string[];
  /** Files that must exist afterwards. */
  readonly outputs: readonly string[];
  readonly after: readonly string[];
  /** Arguments for our Node. */
  readonly command: readonly string[];
}

/** Versions of all dependencies, and what every bundle is configured by. */
const always = ['package.json', 'package-lock.json', 'tsconfig.base.json'];

export const buildSteps: readonly BuildStep[] = [
  {
    name: 'station',
    inputs: [...always, 'vite.station.config.ts', 'src/main', 'src/shared'],
    outputs: [
      'out/station/passline.js',
      'out/station/engine.js',
      'out/station/judge.js',
      'out/station/records.js',
      'out/station/report.js',
      'out/station/backup.js',
      'out/station/simulator.js',
    ],
    after: [],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.station.config.ts'],
  },
  {
    name: 'backbone',
    inputs: [...always, 'scripts/build-backbone.ts', 'src/main/vision'],
    outputs: ['out/assets/backbone.onnx', 'out/assets/backbone.json'],
    after: [],
    command: ['scripts/build-backbone.ts'],
  },
  {
    name: 'window',
    inputs: [...always, 'electron.vite.config.ts', 'src/main/desktop', 'src/preload', 'src/renderer', 'src/shared'],
    outputs: ['out/desktop/main.cjs', 'out/preload/index.cjs', 'out/renderer/index.html'],
    after: [],
    command: ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'],
  },
  {
    name: 'icons',
    inputs: [...always, 'scripts/build-icons.ts', 'assets/icons'],
    outputs: ['out/assets/icons/512x512.png', 'out/assets/icons/icon.ico'],
    after: [],
    command: ['scripts/build-icons.ts'],
  },
  {
    name: 'fonts',
    inputs: [...always, 'scripts/build-fonts.ts'],
    outputs: ['out/assets/fonts/NotoSansSC-Regular.ttf', 'out/assets/fonts/NotoSansSC-Bold.ttf'],
    after: [],
    command: ['scripts/build-fonts.ts'],
  },
  {
    name: 'demo',
    inputs: [
      ...always,
      'scripts/build-demo.ts',
      'src/main/vision',
      'src/main/cameras',
      'src/main/learning',
      'src/shared/domain',
      'out/assets/backbone.json',
    ],
    outputs: ['out/assets/demo.passline'],
    after: ['backbone'],
    command: ['scripts/build-demo.ts'],
  },
];
