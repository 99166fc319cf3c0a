/** Files on their way to the server, one after another; what is refused stays until it was read. */
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { errorMessage } from '../../api/errors';
import { useToast } from '../../ui/toasts';
import type { FileList } from './api';
import { extensionOf, formatSize } from './describe';
import { upload } from './upload';

export type Upload = {
  readonly key: number;
  readonly name: string;
  /** From 0 to 1. */
  readonly share: number;
  /** Why it was refused. */
  readonly problem: string | null;
  /** Ends it, or takes the refusal away. */
  readonly dismiss: () => void;
};

let nextKey = 0;

export function useUploads(path: string, known: FileList) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const queue = useRef(Promise.resolve());
  const queries = useQueryClient();
  const notify = useToast();

  const change = (key: number, changes: Partial<Upload>) => {
    setUploads((all) => all.map((it) => (it.key === key ? { ...it, ...changes } : it)));
  };
  const drop = (key: number) => {
    setUploads((all) => all.filter((it) => it.key !== key));
  };

  const send = async (key: number, file: File, signal: AbortSignal) => {
    const isOver = () => signal.aborted;
    if (isOver()) return;
    try {
      const onProgress = (share: number) => {
        change(key, { share });
      };
      await upload({ path, file, signal, onProgress });
      drop(key);
      notify(`${file.name} added`);
    } catch (error) {
      if (!isOver()) change(key, { problem: errorMessage(error) });
    }
    await queries.invalidateQueries({ queryKey: ['files', path] });
  };

  const add = (files: readonly File[]) => {
    const waiting = uploads.filter(({ problem }) => problem === null).length;
    const places = known.limits.count_max - known.files.length - waiting;
    let taken = 0;
    const added = files.map((file): Upload => {
      const key = nextKey++;
      const stopping = new AbortController();
      const problem = refusal(file, known, taken < places);
      if (problem === null) {
        taken += 1;
        queue.current = queue.current.then(() => send(key, file, stopping.signal));
      }
      const dismiss = () => {
        stopping.abort();
        drop(key);
      };
      return { key, name: file.name, share: 0, problem, dismiss };
    });
    setUploads((all) => [...all, ...added]);
  };

  return { uploads, add };
}

/** What the server would refuse is not sent. */
function refusal(file: File, { limits }: FileList, hasPlace: boolean): string | null {
  const extension = extensionOf(file.name);
  if (!limits.extensions.includes(extension)) {
    return extension === ''
      ? 'Its name does not say what kind of file it is.'
      : `Files that end in .${extension} are not accepted.`;
  }
  if (file.size === 0) return 'It is empty.';
  if (file.size > limits.size_max) {
    return `It has ${formatSize(file.size)}; at most ${formatSize(limits.size_max)} are accepted.`;
  }
  return hasPlace ? null : `There are ${limits.count_max} files already. Remove one first.`;
}
