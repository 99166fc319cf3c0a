// Files out of a drop or a paste, folders with all that is in them. What cannot be had is named with the reason, and never keeps the rest.
import { AT_ONCE_MAX, whyNot, type Handed, type Refused } from './handing.ts';

/** Beyond what is taken there is no use in looking further. */
const LOOKED_MAX = AT_ONCE_MAX * 2;

export interface Dropped {
  files: Handed<File>[];
  refused: Refused[];
}

export function filesIn(data: DataTransfer): Promise<Dropped> {
  // The list is emptied as soon as the event is over.
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (entries.length === 0) return Promise.resolve({ files: plainFiles(data.files), refused: [] });
  return filesOf(entries);
}

export const plainFiles = (files: Iterable<File>): Handed<File>[] =>
  [...files].map((file) => ({ name: file.webkitRelativePath || file.name, size: file.size, file }));

export async function filesOf(entries: readonly FileSystemEntry[]): Promise<Dropped> {
  const dropped: Dropped = { files: [], refused: [] };
  for (const entry of entries) await walk(entry, dropped);
  return dropped;
}

async function walk(entry: FileSystemEntry, dropped: Dropped): Promise<void> {
  const name = entry.fullPath.replace(/^\//, '');
  const refuse = (why: string) => dropped.refused.push({ name, why });
  if (dropped.files.length >= LOOKED_MAX) {
    refuse(`only the first ${LOOKED_MAX} files of a drop are looked at`);
    return;
  }
  // What is never taken, as all that was installed, is not gone through either.
  const why = whyNot(name, 0);
  if (why !== null) return void refuse(why);
  try {
    if (entry.isFile) {
      const file = await fileOf(entry as FileSystemFileEntry);
      dropped.files.push({ name, size: file.size, file });
      return;
    }
    const inside = await entriesOf(entry as FileSystemDirectoryEntry);
    if (inside.length === 0) refuse('the folder is empty');
    for (const one of inside) await walk(one, dropped);
  } catch (error) {
    refuse(`the browser cannot read it${error instanceof Error ? ` (${error.message})` : ''}`);
  }
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const [reader, all] = [folder.createReader(), [] as FileSystemEntry[]];
  for (;;) {
    // A reader gives a part at a time, and nothing at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return all;
    all.push(...part);
  }
}
