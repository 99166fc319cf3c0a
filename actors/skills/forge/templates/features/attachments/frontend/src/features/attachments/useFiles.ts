/** A record's files, and the bytes of one of them, kept while they are shown. */
import { useQuery } from '@tanstack/react-query';
import type { Id } from '../../schema/ids';
import { listFiles, loadFile } from './api';

/** Bytes are kept so long after they were shown last. */
const KEPT_MS = 30_000;

export function useFiles(path: string, enabled: boolean) {
  return useQuery({ queryKey: ['files', path], queryFn: () => listFiles(path), enabled });
}

export function useBytes(path: string, id: Id, enabled: boolean) {
  return useQuery({
    queryKey: ['bytes', path, id],
    queryFn: () => loadFile(path, id),
    // What is kept under an id never changes.
    staleTime: 'static',
    gcTime: KEPT_MS,
    enabled,
  });
}
