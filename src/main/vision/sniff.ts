/** What the first bytes say a file is. `decodable`: a bitmap format that we accept. */
export interface PictureKind {
  readonly name: string;
  readonly decodable: boolean;
}

const ascii = (bytes: Uint8Array, start: number, end: number) => String.fromCharCode(...bytes.subarray(start, end));
const startsWith =
  (...prefix: number[]) =>
  (bytes: Uint8Array) =>
    prefix.every((value, i) => bytes[i] === value);
const brand =
  (...brands: string[]) =>
  (bytes: Uint8Array) =>
    ascii(bytes, 4, 8) === 'ftyp' && brands.includes(ascii(bytes, 8, 12));

/** Markup with an svg element near its start: it can stand behind declarations and comments, in any Unicode encoding. */
function looksLikeSvg(bytes: Uint8Array): boolean {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const text = new TextDecoder(utf16 ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8').decode(bytes.subarray(0, 4096));
  return /^\ufeff?\s*</.test(text) && /<([a-z]+:)?svg[\s>/]/i.test(text);
}

const kinds: readonly (PictureKind & { readonly is: (bytes: Uint8Array) => boolean })[] = [
  { name: 'JPEG', decodable: true, is: startsWith(0xff, 0xd8, 0xff) },
  { name: 'PNG', decodable: true, is: startsWith(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) },
  { name: 'WebP', decodable: true, is: (bytes) => ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP' },
  { name: 'GIF', decodable: true, is: (bytes) => /^GIF8[79]a/.test(ascii(bytes, 0, 6)) },
  { name: 'TIFF', decodable: true, is: startsWith(0x49, 0x49, 0x2a, 0x00) },
  { name: 'TIFF', decodable: true, is: startsWith(0x4d, 0x4d, 0x00, 0x2a) },
  { name: 'AVIF', decodable: true, is: brand('avif', 'avis') },
  { name: 'HEIC', decodable: false, is: brand('heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1') },
  { name: 'BMP', decodable: true, is: startsWith(0x42, 0x4d) },
  { name: 'BigTIFF', decodable: false, is: startsWith(0x49, 0x49, 0x2b, 0x00) },
  { name: 'JPEG 2000', decodable: false, is: startsWith(0x00, 0x00, 0x00, 0x0c, 0x6a, 0x50) },
  { name: 'JPEG XL', decodable: false, is: startsWith(0xff, 0x0a) },
  { name: 'Photoshop', decodable: false, is: (bytes) => ascii(bytes, 0, 4) === '8BPS' },
  { name: 'PDF', decodable: false, is: (bytes) => ascii(bytes, 0, 5) === '%PDF-' },
  { name: 'PostScript', decodable: false, is: (bytes) => ascii(bytes, 0, 4) === '%!PS' },
  { name: 'SVG', decodable: false, is: looksLikeSvg },
];

/** By content only, never by the name of the file. Null: nothing that we know. */
export function sniffPicture(bytes: Uint8Array): PictureKind | null {
  const kind = kinds.find((one) => one.is(bytes));
  return kind ? { name: kind.name, decodable: kind.decodable } : null;
}
