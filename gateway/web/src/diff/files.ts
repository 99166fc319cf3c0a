// Two lists of files, and what happened to each. Pure.

/** A file as a list names it. */
export interface Listed {
  path: string;
  size: number;
  hash: string;
  executable: boolean;
  /** Null where only its bytes are known. */
  lines: number | null;
}

export type Fate = 'added' | 'changed' | 'removed' | 'moved' | 'permitted';

export interface Change {
  path: string;
  fate: Fate;
  /** What it was called before, where it moved. */
  was: string;
  before: Listed | null;
  after: Listed | null;
}

export function changesOf(before: readonly Listed[], after: readonly Listed[]): Change[] {
  const then = new Map(before.map((file) => [file.path, file]));
  const now = new Map(after.map((file) => [file.path, file]));
  const gone = before.filter((file) => !now.has(file.path));
  const changes: Change[] = [];
  for (const file of after) {
    const known = then.get(file.path);
    if (known) {
      if (known.hash !== file.hash) changes.push(change(file.path, 'changed', known, file));
      else if (known.executable !== file.executable)
        changes.push(change(file.path, 'permitted', known, file));
      continue;
    }
    // Many empty files have one content, and nobody moved them.
    const from = file.size === 0 ? -1 : gone.findIndex((one) => one.hash === file.hash);
    const moved = from < 0 ? null : gone.splice(from, 1)[0]!;
    changes.push(moved ? change(file.path, 'moved', moved, file) : change(file.path, 'added', null, file));
  }
  for (const file of gone) changes.push(change(file.path, 'removed', file, null));
  return changes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

const change = (path: string, fate: Fate, before: Listed | null, after: Listed | null): Change => ({
  path,
  fate,
  was: before?.path ?? path,
  before,
  after,
});

/** What is known without reading any file: whole files that came or went. */
export function plainSum(change: Change): { added: number; removed: number } | null {
  if (change.fate === 'added') return counted(change.after, (lines) => ({ added: lines, removed: 0 }));
  if (change.fate === 'removed') return counted(change.before, (lines) => ({ added: 0, removed: lines }));
  return change.fate === 'changed' ? null : { added: 0, removed: 0 };
}

const counted = <T>(file: Listed | null, by: (lines: number) => T): T | null =>
  file?.lines == null ? null : by(file.lines);
