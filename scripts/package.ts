/** `npm run package`: builds, then makes the installers of this platform (`-- --dir`: the unpacked app only). */
import { runNode } from './child.ts';
import { packageApp } from './package-app.ts';

const built = await runNode(['scripts/build.ts', '--if-stale'], { echo: true });
const packaged = built.ok ? await packageApp(process.argv.slice(2), true) : built;
process.exitCode = packaged.ok ? 0 : 1;
