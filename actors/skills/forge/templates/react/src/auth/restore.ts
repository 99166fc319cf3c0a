/** The session of a page that was loaded anew: asked for until the server says who is signed in, or that nobody is. */
import { askAgain } from '../api/again';
import { ApiError } from '../api/errors';
import { refreshSession } from '../api/session';
import { getMe, type User } from '../api/users';

/** Where the server does not say how long to wait. */
const WAITS_S = [1, 2, 5, 10, 30];
const WAIT_MAX_S = 300;
/** Refusals that say nothing of who is signed in. */
const PASSING: readonly number[] = [408, 425, 429];

/** Tells why it waits. Stops where nobody waits for it any more. */
export async function restore(
  signal: AbortSignal,
  tell: (notice: string) => void,
): Promise<User | null> {
  // Asked anew each time: what it was before a wait says nothing of what it is after.
  const isAwaited = () => !signal.aborted;
  for (let tries = 0; isAwaited(); tries += 1) {
    try {
      return await askAgain(async () => ((await refreshSession()) ? getMe() : null));
    } catch (error) {
      if (isFinal(error) || !isAwaited()) return null;
      const seconds = waitOf(error, tries);
      tell(noticeOf(error, seconds));
      await pause(seconds * 1000, signal);
    }
  }
  return null;
}

function isFinal(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status >= 400 && error.status < 500 && !PASSING.includes(error.status);
}

function waitOf(error: unknown, tries: number): number {
  const asked = error instanceof ApiError ? error.retryAfterS : null;
  const own = WAITS_S[Math.min(tries, WAITS_S.length - 1)] ?? WAIT_MAX_S;
  return Math.min(Math.max(asked ?? own, 1), WAIT_MAX_S);
}

function noticeOf(error: unknown, seconds: number): string {
  const isBusy = error instanceof ApiError && error.status === 429;
  const why = isBusy ? 'The server has too much to do' : 'The server does not answer';
  const wait = seconds === 1 ? 'in a second' : `in ${seconds} seconds`;
  return `${why}, so it is not known yet whether you are signed in. Trying again ${wait}.`;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
