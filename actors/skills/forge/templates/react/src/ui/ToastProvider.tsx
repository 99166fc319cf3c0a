/** Shows notices for a few seconds, and reads them out. */
import { useCallback, useState, type ReactNode } from 'react';
import { ToastContext } from './toasts';

/** Long enough to read a sentence twice. */
const SHOWN_MS = 6000;

type Toast = { readonly id: number; readonly message: string };

let nextId = 0;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);

  const notify = useCallback((message: string) => {
    const toast = { id: nextId++, message };
    setToasts((shown) => [...shown, toast]);
    setTimeout(() => {
      setToasts((shown) => shown.filter(({ id }) => id !== toast.id));
    }, SHOWN_MS);
  }, []);

  return (
    <ToastContext value={notify}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, message }) => (
          <p key={id} className="toast">
            {message}
          </p>
        ))}
      </div>
    </ToastContext>
  );
}
