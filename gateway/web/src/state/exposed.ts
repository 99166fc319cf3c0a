// For whoever looks into the page from the browser's console: the session's state, as the gateway writes it.
import { snapshotOf } from '../fold/empty.ts';
import type { View } from '../protocol/view.ts';

declare global {
  var samriddh: { state(): Partial<View> } | undefined;
}

/** Returns how to take it back. */
export function expose(view: () => View): () => void {
  const mine = { state: () => snapshotOf(view()) };
  globalThis.samriddh = mine;
  return () => {
    if (globalThis.samriddh === mine) globalThis.samriddh = undefined;
  };
}
