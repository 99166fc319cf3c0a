/** Asks again when somebody wants it, and not before the server takes it. */
import { useEffect, useState } from 'react';
import { ApiError } from '../../api/errors';

export function RetryButton({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const waitS = error instanceof ApiError ? (error.retryAfterS ?? 0) : 0;
  // A new error is a new wait, also of as many seconds.
  const [waited, setWaited] = useState<unknown>(null);
  useEffect(() => {
    if (waitS === 0) return;
    const timer = setTimeout(() => {
      setWaited(error);
    }, waitS * 1000);
    return () => {
      clearTimeout(timer);
    };
  }, [error, waitS]);
  return (
    <button
      type="button"
      className="button"
      disabled={waitS > 0 && waited !== error}
      onClick={onRetry}
    >
      Try again
    </button>
  );
}
