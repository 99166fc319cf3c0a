/** Files that are no pictures: their kind, their size, and the way to have them. */
import { useMutation } from '@tanstack/react-query';
import { errorMessage } from '../../api/errors';
import { formatDate } from '../../schema/format';
import { Badge } from '../../ui/Badge';
import { useToast } from '../../ui/toasts';
import { RemoveButton } from './RemoveButton';
import { loadFile, type AttachedFile } from './api';
import { formatSize, kindOf } from './describe';
import { saveBytes } from './saveBytes';

type FileRowsProps = {
  files: readonly AttachedFile[];
  path: string;
  changes: boolean;
  onRemoved: () => void;
};

export function FileRows({ files, path, changes, onRemoved }: FileRowsProps) {
  if (files.length === 0) return null;
  return (
    <ul className="attached-files" aria-label="Files">
      {files.map((file) => (
        <li key={file.id} className="attached-file">
          <div>
            <p className="attached-name">{file.name}</p>
            <p className="meta">
              <Badge>{kindOf(file.name)}</Badge>
              <span>{formatSize(file.size)}</span>
              <span>{formatDate(file.created_at)}</span>
            </p>
          </div>
          <div className="actions">
            <DownloadButton file={file} path={path} />
            {changes && <RemoveButton file={file} path={path} onRemoved={onRemoved} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

function DownloadButton({ file, path }: { file: AttachedFile; path: string }) {
  const notify = useToast();
  const loading = useMutation({
    mutationFn: () => loadFile(path, file.id),
    onSuccess: (bytes) => {
      saveBytes(bytes, file.name);
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  return (
    <button
      type="button"
      className="button button-small"
      aria-label={`Download ${file.name}`}
      disabled={loading.isPending}
      onClick={() => {
        loading.mutate();
      }}
    >
      {loading.isPending ? 'Downloading…' : 'Download'}
    </button>
  );
}
