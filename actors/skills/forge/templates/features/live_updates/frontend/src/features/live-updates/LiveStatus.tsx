/** Whether the page changes by itself, in the top bar; its place is kept when there is nothing to say. */
import './live-updates.css';
import type { LiveState } from './LiveSocket';
import { useLiveUpdates } from './useLiveUpdates';

const WORDS: Readonly<Record<LiveState, string>> = {
  off: '',
  live: 'Live',
  reconnecting: 'Reconnecting…',
};

export function LiveStatus() {
  const state = useLiveUpdates();
  return (
    <span className={`live-status live-${state}`}>
      <span className="live-dot" aria-hidden="true" />
      <span className="live-words" aria-live="polite">
        {WORDS[state]}
      </span>
    </span>
  );
}
