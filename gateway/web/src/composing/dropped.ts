// Files out of a drop or a paste, folders with all that is in them.
import { AT_ONCE_MAX, type Handed } from './handing.ts';

/** Beyond what is taken there is no use in looking further. */
const LOOKED_MAX = AT_ONCE_MAX * 2;

export async function filesIn(data: DataTransfer): Promise<Handed<File>[]> {
  // The list is emptied as soon as the event is over.
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (entries.length === 0) return plainFiles(data.files);
  const found: Handed<File>[] = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

export const plainFiles = (files: Iterable<File>): Handed<File>[] =>
  [...files].map((file) => ({ name: file.webkitRelativePath || file.name, size: file.size, file }));

async function walk(entry: FileSystemEntry, found: Handed<File>[]): Promise<void> {
  if (found.length >= LOOKED_MAX) return;
  const name = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ name, size: file.size, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a part at a time, and nothing at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return;
    for (const one of part) await walk(one, found);
  }
}

/** The words of a small text; null where it is none, or too long to be said. */
export async function wordsOf(file: File, charsMax: number): Promise<string | null> {
  const BYTES_PER_CHAR_MAX = 4;
  if (file.size > charsMax * BYTES_PER_CHAR_MAX) return null;
  const text = await file.text();
  return text.includes('\0') || text.includes('\ufffd') || text.length > charsMax ? null : text;
}
