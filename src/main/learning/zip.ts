import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { PasslineError } from '#shared/contract/errors.ts';

const inflate = promisify(inflateRaw);

export interface ZipLimits {
  readonly maxEntries: number;
  /** Of all entries together, unpacked. */
  readonly maxTotalBytes: number;
  readonly isName: (name: string) => boolean;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;

/**
 * Unpacks a zip from an untrusted place. Sizes, names and count are checked on the directory before a byte is unpacked, and no
 * entry can unpack to more than the directory says, so that memory is bounded by `maxTotalBytes`. Every checksum is compared.
 * Plain zip only: one volume, no encryption, stored or deflated. Throws PasslineError PACKAGE_INVALID.
 */
export async function readZip(bytes: Uint8Array, limits: ZipLimits): Promise<Map<string, Uint8Array>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(bytes, view, limits);
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (total > limits.maxTotalBytes) throw invalid('it unpacks to more than is allowed');
  const files = new Map<string, Uint8Array>();
  for (const entry of entries) {
    if (files.has(entry.name)) throw invalid(`${entry.name} is in it twice`);
    files.set(entry.name, await unpack(bytes, view, entry));
  }
  return files;
}

function readDirectory(bytes: Uint8Array, view: DataView, limits: ZipLimits): Entry[] {
  const end = bytes.length - endLength;
  // Nothing may follow the directory: a file that was cut off or appended to is not the one that was written.
  if (end < 0 || view.getUint32(end, true) !== endSignature) throw invalid('it is not a whole zip file');
  const count = view.getUint16(end + 10, true);
  const length = view.getUint32(end + 12, true);
  let at = view.getUint32(end + 16, true);
  if (count > limits.maxEntries) throw invalid(`it has ${count} entries, at most ${limits.maxEntries} are allowed`);
  if (at + length !== end) throw invalid('its directory is damaged');
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== entrySignature) throw invalid('its directory is damaged');
    const nameLength = view.getUint16(at + 28, true);
    const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) throw invalid('its directory is damaged');
    const name = Buffer.from(bytes.subarray(at + 46, at + 46 + nameLength)).toString('latin1');
    if (!limits.isName(name)) throw invalid(`it has an entry that does not belong there: ${JSON.stringify(name.slice(0, 80))}`);
    if ((view.getUint16(at + 8, true) & 1) === 1) throw invalid(`${name} is encrypted`);
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at = next;
  }
  if (at !== end) throw invalid('its directory is damaged');
  return entries;
}

async function unpack(bytes: Uint8Array, view: DataView, entry: Entry): Promise<Uint8Array> {
  const { name, offset } = entry;
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== localSignature) throw invalid(`${name} is damaged`);
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + entry.packedBytes > bytes.length) throw invalid(`${name} is cut off`);
  const packed = bytes.subarray(start, start + entry.packedBytes);
  const file = await content(packed, entry);
  if (file.length !== entry.bytes || crc32(file) !== entry.crc) throw invalid(`${name} is damaged`);
  return file;
}

async function content(packed: Uint8Array, { name, method, bytes }: Entry): Promise<Uint8Array> {
  if (method === 0) return packed;
  if (method !== 8) throw invalid(`${name} is packed in an unknown way`);
  try {
    return await inflate(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch (error) {
    throw new PasslineError('PACKAGE_INVALID', `${name} cannot be unpacked`, { cause: error });
  }
}

function invalid(detail: string): PasslineError {
  return new PasslineError('PACKAGE_INVALID', detail);
}
