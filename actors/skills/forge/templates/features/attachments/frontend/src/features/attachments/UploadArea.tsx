/** Where files are added: by a button, or dropped; each shows how far it is, or why it was refused. */
import { useId, useRef } from 'react';
import { Icon } from '../../ui/Icon';
import type { FileList } from './api';
import { formatSize } from './describe';
import { useDrop } from './useDrop';
import { useUploads, type Upload } from './useUploads';

export function UploadArea({ path, known }: { path: string; known: FileList }) {
  const { uploads, add } = useUploads(path, known);
  const area = useRef<HTMLDivElement>(null);
  const over = useDrop(area, add);
  const hintId = useId();
  const { count_max, size_max, extensions } = known.limits;
  return (
    <div ref={area} className={over ? 'attached-drop attached-drop-over' : 'attached-drop'}>
      <label className="button attached-choose">
        <Icon name="plus" />
        Add files
        <input
          type="file"
          multiple
          className="visually-hidden"
          accept={extensions.map((extension) => `.${extension}`).join(',')}
          aria-describedby={hintId}
          onChange={({ target }) => {
            add([...(target.files ?? [])]);
            // So that the same file can be chosen again.
            target.value = '';
          }}
        />
      </label>
      <p id={hintId} className="hint">
        Or drop them here: at most {count_max} files of {formatSize(size_max)} each (
        {extensions.join(', ')}). Pictures lose the place and time that cameras write into them.
      </p>
      <ul className="attached-uploads" aria-label="Uploads" aria-live="polite">
        {uploads.map((upload) => (
          <UploadRow key={upload.key} upload={upload} />
        ))}
      </ul>
    </div>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const { name, share, problem, dismiss } = upload;
  return (
    <li className="attached-file">
      <div>
        <p className="attached-name">{name}</p>
        {problem === null ? (
          <progress max={1} value={share} aria-label={`Uploading ${name}`} />
        ) : (
          <p className="field-error">{problem}</p>
        )}
      </div>
      <button
        type="button"
        className="button button-small"
        aria-label={problem === null ? `Cancel ${name}` : `Dismiss ${name}`}
        onClick={dismiss}
      >
        {problem === null ? 'Cancel' : 'Dismiss'}
      </button>
    </li>
  );
}
