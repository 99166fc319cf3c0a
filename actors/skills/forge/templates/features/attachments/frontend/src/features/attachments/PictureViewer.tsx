/** One picture as large as the window lets it be, with the way to its neighbours. */
import { useEffect, useEffectEvent, useRef } from 'react';
import { errorMessage } from '../../api/errors';
import { Picture } from './Picture';
import type { AttachedFile } from './api';
import { formatSize } from './describe';
import { saveBytes } from './saveBytes';
import { useBytes } from './useFiles';

type PictureViewerProps = {
  pictures: readonly AttachedFile[];
  at: number;
  path: string;
  onMove: (to: number) => void;
  onClose: () => void;
};

export function PictureViewer({ pictures, at, path, onMove, onClose }: PictureViewerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const picture = pictures[at];
  const move = (steps: number) => {
    const to = at + steps;
    if (to >= 0 && to < pictures.length) onMove(to);
  };
  const onKey = useEffectEvent(({ key }: KeyboardEvent) => {
    if (key === 'ArrowLeft') move(-1);
    if (key === 'ArrowRight') move(1);
  });

  useEffect(() => {
    dialog.current?.showModal();
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, []);

  if (!picture) return null;
  return (
    <dialog
      ref={dialog}
      className="dialog attached-viewer"
      aria-label={picture.name}
      onClose={onClose}
    >
      <Large key={picture.id} picture={picture} path={path} />
      <p className="meta" aria-live="polite">
        <span>{picture.name}</span>
        <span>
          {picture.width} × {picture.height}
        </span>
        <span>{formatSize(picture.size)}</span>
        <span>
          {at + 1} of {pictures.length}
        </span>
      </p>
      <div className="actions actions-end">
        <Step
          title="Previous"
          possible={at > 0}
          onClick={() => {
            move(-1);
          }}
        />
        <Step
          title="Next"
          possible={at < pictures.length - 1}
          onClick={() => {
            move(1);
          }}
        />
        <SaveButton picture={picture} path={path} />
        <button type="button" className="button button-primary" onClick={onClose}>
          Close
        </button>
      </div>
    </dialog>
  );
}

type StepProps = { title: string; possible: boolean; onClick: () => void };

/** Stays where it is at the ends, so that the focus does. */
function Step({ title, possible, onClick }: StepProps) {
  return (
    <button type="button" className="button" aria-disabled={!possible} onClick={onClick}>
      {title}
    </button>
  );
}

type OneProps = { picture: AttachedFile; path: string };

function Large({ picture, path }: OneProps) {
  const bytes = useBytes(path, picture.id, true);
  return (
    <div className="attached-large">
      {bytes.isPending && (
        <div className="skeleton" role="status" aria-label="Loading the picture" />
      )}
      {bytes.isError && <p role="alert">{errorMessage(bytes.error)}</p>}
      {bytes.data && <Picture bytes={bytes.data} alt={picture.name} />}
    </div>
  );
}

function SaveButton({ picture, path }: OneProps) {
  const { data } = useBytes(path, picture.id, true);
  return (
    <button
      type="button"
      className="button"
      disabled={!data}
      onClick={() => {
        if (data) saveBytes(data, picture.name);
      }}
    >
      Download
    </button>
  );
}
