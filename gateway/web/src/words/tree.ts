// Paths as a tree of folders. Pure.

export interface Folder {
  name: string;
  path: string;
  folders: Folder[];
  files: { name: string; path: string }[];
  count: number;
}

export function treeOf(paths: readonly string[]): Folder {
  const root: Folder = { name: '', path: '', folders: [], files: [], count: 0 };
  const known = new Map<string, Folder>([['', root]]);
  for (const path of [...paths].sort()) {
    const parts = path.split('/');
    const name = parts.pop()!;
    let folder = root;
    folder.count += 1;
    for (const part of parts) {
      const at = folder.path === '' ? part : `${folder.path}/${part}`;
      let next = known.get(at);
      if (!next) {
        next = { name: part, path: at, folders: [], files: [], count: 0 };
        known.set(at, next);
        folder.folders.push(next);
      }
      next.count += 1;
      folder = next;
    }
    folder.files.push({ name, path });
  }
  return root;
}

export interface Row {
  depth: number;
  name: string;
  path: string;
  folder: boolean;
  count: number;
}

/** What is seen of the tree when these folders are open. */
export function rowsOf(tree: Folder, open: ReadonlySet<string>, depth = 0): Row[] {
  const folders = tree.folders.flatMap((folder) => [
    { depth, name: folder.name, path: folder.path, folder: true, count: folder.count },
    ...(open.has(folder.path) ? rowsOf(folder, open, depth + 1) : []),
  ]);
  return [...folders, ...tree.files.map((file) => ({ depth, ...file, folder: false, count: 0 }))];
}
