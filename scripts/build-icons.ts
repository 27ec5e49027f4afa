/** Draws the application's icon in the sizes and formats that Linux and Windows want, from `assets/icons/icon.svg`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { root } from './child.ts';

const sizes = [16, 24, 32, 48, 64, 128, 256, 512] as const;
/** The format stores a side in one byte, where 0 means 256. */
const largestInIco = 256;

/** An ICO file of PNG pictures (understood since Windows Vista): a directory of 16 bytes each, then the pictures. */
function ico(pictures: readonly { readonly size: number; readonly png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, png }, index) => {
    const entry = 6 + 16 * index;
    head.writeUInt8(size % 256, entry);
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

const source = readFileSync(join(root, 'assets/icons/icon.svg'));
const folder = join(root, 'out/assets/icons');
mkdirSync(folder, { recursive: true });
const pictures = await Promise.all(
  sizes.map(async (size) => ({ size, png: await sharp(source, { density: 144 }).resize(size, size).png().toBuffer() })),
);
for (const { size, png } of pictures) writeFileSync(join(folder, `${size}x${size}.png`), png);
writeFileSync(join(folder, 'icon.ico'), ico(pictures.filter(({ size }) => size <= largestInIco)));
