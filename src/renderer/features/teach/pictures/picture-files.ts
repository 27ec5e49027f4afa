import { type FolderLabel, labelByFolders } from '#shared/domain/folder-labels.ts';
import { byName } from '#shared/domain/natural-order.ts';

/** A file that a person dropped or chose, with the folders that it came in, `/` between them. */
export interface FoundFile {
  readonly file: File;
  readonly path: string;
}

const pictureName = /\.(?:jpe?g|png|bmp|dib|tiff?|webp)$/i;

/** Pictures only, by name, in the order in which people count; hidden files and what systems leave in folders stay out. */
export function picturesOf(found: readonly FoundFile[]): FoundFile[] {
  return found
    .filter(({ file, path }) => pictureName.test(file.name) && !path.split('/').some((part) => part.startsWith('.')))
    .toSorted((a, b) => byName(a.path, b.path));
}

/** What the folders of a path say of a picture. */
export const labelOfPath = (path: string): FolderLabel | 'mask' | null => labelByFolders(path.split('/').slice(0, -1));

export const fromInput = (files: FileList | null): FoundFile[] =>
  [...(files ?? [])].map((file) => ({ file, path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath }));

/** Everything that was dropped, folders with all that is in them. Entries must be taken during the event: it empties itself. */
export async function fromDrop(transfer: DataTransfer): Promise<FoundFile[]> {
  const entries = [...transfer.items].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null));
  const files = [...transfer.files];
  const found = await Promise.all(entries.flatMap((entry) => (entry === null ? [] : [walk(entry)])));
  const walked = found.flat();
  return walked.length > 0 ? walked : files.map((file) => ({ file, path: file.name }));
}

async function walk(entry: FileSystemEntry): Promise<FoundFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File | null>((resolve) => entry.file(resolve, () => resolve(null)));
    return file === null ? [] : [{ file, path: entry.fullPath.replace(/^\//, '') }];
  }
  if (!isDirectory(entry)) return [];
  const reader = entry.createReader();
  const inside: FileSystemEntry[] = [];
  for (;;) {
    // It hands out about a hundred at a time, and an empty list at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) break;
    inside.push(...some);
  }
  const found: FoundFile[] = [];
  for (const one of inside) found.push(...(await walk(one)));
  return found;
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
