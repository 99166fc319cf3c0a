/** Pictures side by side; each opens on its own. */
import { useRef, useState } from 'react';
import { PictureViewer } from './PictureViewer';
import { Picture } from './Picture';
import { RemoveButton } from './RemoveButton';
import type { AttachedFile } from './api';
import { useBytes } from './useFiles';
import { useSeen } from './useSeen';

type GalleryProps = {
  pictures: readonly AttachedFile[];
  path: string;
  changes: boolean;
  onRemoved: () => void;
};

export function Gallery({ pictures, path, changes, onRemoved }: GalleryProps) {
  const [shown, setShown] = useState<number | null>(null);
  if (pictures.length === 0) return null;
  return (
    <>
      <ul className="attached-gallery" aria-label="Pictures">
        {pictures.map((picture, index) => (
          <li key={picture.id} className="attached-picture">
            <button
              type="button"
              className="attached-open"
              aria-label={`Show ${picture.name}`}
              onClick={() => {
                setShown(index);
              }}
            >
              <Thumbnail picture={picture} path={path} />
            </button>
            <span className="attached-name">{picture.name}</span>
            {changes && <RemoveButton file={picture} path={path} onRemoved={onRemoved} />}
          </li>
        ))}
      </ul>
      {shown !== null && (
        <PictureViewer
          pictures={pictures}
          at={Math.min(shown, pictures.length - 1)}
          path={path}
          onMove={setShown}
          onClose={() => {
            setShown(null);
          }}
        />
      )}
    </>
  );
}

function Thumbnail({ picture, path }: { picture: AttachedFile; path: string }) {
  const place = useRef<HTMLSpanElement>(null);
  const bytes = useBytes(path, picture.id, useSeen(place));
  return (
    <span ref={place} className={bytes.isPending ? 'attached-frame skeleton' : 'attached-frame'}>
      {bytes.data && <Picture bytes={bytes.data} alt="" />}
      {bytes.isError && <span className="muted">Not loaded</span>}
    </span>
  );
}
