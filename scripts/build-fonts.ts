/** `out/assets/fonts`: the two fonts that reports are printed with, and their licence, from the pinned npm package. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { root } from './child.ts';

const from = `${root}node_modules/@expo-google-fonts/noto-sans-sc`;
const to = `${root}out/assets/fonts`;
mkdirSync(to, { recursive: true });
copyFileSync(`${from}/400Regular/NotoSansSC_400Regular.ttf`, `${to}/NotoSansSC-Regular.ttf`);
copyFileSync(`${from}/700Bold/NotoSansSC_700Bold.ttf`, `${to}/NotoSansSC-Bold.ttf`);
copyFileSync(`${from}/LICENSE_FONT`, `${to}/LICENSE.txt`);
