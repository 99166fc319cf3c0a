/** Files of a record over HTTP, alike for every kind of record that has them. */
import { download, get, remove } from '../../api/client';
import type { EntityModel } from '../../schema/entity';
import { idText, type Id } from '../../schema/ids';

export type AttachedFile = {
  readonly id: Id;
  readonly created_at: string;
  readonly name: string;
  readonly media_type: string;
  /** Bytes. */
  readonly size: number;
  /** Of pictures alone, in pixels. */
  readonly width: number | null;
  readonly height: number | null;
};

export type FileLimits = {
  /** Bytes of one file. */
  readonly size_max: number;
  readonly count_max: number;
  readonly extensions: readonly string[];
};

export type FileList = { readonly files: readonly AttachedFile[]; readonly limits: FileLimits };

/** Where the files of a record are: below the record. */
export function filesPath(entity: EntityModel, id: Id): string {
  return `/${entity.key}/${idText(id)}/files`;
}

export function listFiles(path: string): Promise<FileList> {
  return get<FileList>(path);
}

export function loadFile(path: string, id: Id): Promise<Blob> {
  return download(`${path}/${idText(id)}`);
}

export function removeFile(path: string, id: Id): Promise<void> {
  return remove(`${path}/${idText(id)}`);
}

/** Parts of another record have no files of their own. */
export function hasFiles(entity: EntityModel): boolean {
  return entity.parent === undefined;
}

export function isPicture(file: AttachedFile): boolean {
  return file.media_type.startsWith('image/');
}
