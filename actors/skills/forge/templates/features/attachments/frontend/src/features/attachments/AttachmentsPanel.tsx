/** A record's files and pictures; who may change the record adds and removes them. */
import { useRef } from 'react';
import type { EntityModel, RecordData } from '../../schema/entity';
import { ErrorState } from '../../ui/states';
import { usePermissions } from '../records/permissions';
import { FileRows } from './FileRows';
import { Gallery } from './Gallery';
import { UploadArea } from './UploadArea';
import { filesPath, hasFiles, isPicture } from './api';
import './attachments.css';
import { useFiles } from './useFiles';

export function AttachmentsPanel({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const changes = usePermissions(entity).may('update', record);
  const path = filesPath(entity, record.id);
  const list = useFiles(path, hasFiles(entity));
  const title = useRef<HTMLHeadingElement>(null);
  const files = list.data?.files ?? [];
  if (!hasFiles(entity) || (!changes && !list.isError && files.length === 0)) return null;

  // The button that had the focus is gone with its file.
  const onRemoved = () => {
    title.current?.focus();
  };
  const shared = { path, changes, onRemoved };
  return (
    <section className="card stack" aria-labelledby="attachments-title">
      <h2 id="attachments-title" ref={title} tabIndex={-1}>
        Files and pictures
      </h2>
      {list.isPending && <div className="skeleton" role="status" aria-label="Loading files" />}
      {list.isError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      <Gallery pictures={files.filter(isPicture)} {...shared} />
      <FileRows files={files.filter((file) => !isPicture(file))} {...shared} />
      {changes && list.data && <UploadArea path={path} known={list.data} />}
    </section>
  );
}
