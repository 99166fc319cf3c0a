/** Rows of a list that are being edited: they stay where they are when the list no longer has them. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { RecordData } from '../../schema/entity';
import type { Id } from '../../schema/ids';

let held: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

/** Keeps a row as long as the component is there that edits it. */
export function useHeldRow(list: string, id: Id): void {
  useEffect(() => {
    const name = nameOf(list, id);
    change(new Set([...held, name]));
    return () => {
      change(new Set([...held].filter((it) => it !== name)));
    };
  }, [list, id]);
}

export function useKeptRows(list: string, rows: readonly RecordData[]): readonly RecordData[] {
  const names = useSyncExternalStore(subscribe, () => held);
  const [shown, setShown] = useState(rows);
  const next = [...rows];
  shown.forEach((row, index) => {
    const isMissing = !rows.some(({ id }) => id === row.id);
    if (isMissing && names.has(nameOf(list, row.id))) next.splice(index, 0, row);
  });
  if (!isSame(next, shown)) setShown(next);
  return next;
}

function nameOf(list: string, id: Id): string {
  return `${list}/${id}`;
}

function isSame(one: readonly RecordData[], other: readonly RecordData[]): boolean {
  return one.length === other.length && one.every((row, index) => row === other[index]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: ReadonlySet<string>): void {
  held = next;
  for (const listener of listeners) listener();
}
