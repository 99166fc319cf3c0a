// The one connection of this page, and who wants to come in.
import { LiveDriver, type Standing } from '../drivers/live.ts';
import { ApiError, enter, getJson } from './api.ts';
import { sessions } from './sessions.svelte.ts';

class Gateway {
  standing = $state.raw<Standing>({ kind: 'connecting' });
  /** Why the last code did not open the door. */
  refusal = $state<string | null>(null);
  readonly driver = new LiveDriver(
    {
      open: () => new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket`),
      now: () => Date.now(),
      chance: () => Math.random(),
      newId: () => crypto.randomUUID(),
      letIn: () =>
        getJson('/api/sessions').then(
          () => true,
          (error: unknown) => !(error instanceof ApiError && error.status === 401),
        ),
    },
    (standing) => {
      this.standing = standing;
      if (standing.kind === 'live') void sessions.refresh();
    },
  );

  /** Takes a code out of the address, so that it is in no history, and comes in with it. */
  async begin(): Promise<void> {
    const code = /^#enter=(.+)$/.exec(location.hash)?.[1];
    if (code !== undefined) {
      history.replaceState(null, '', '#/');
      await this.enter(decodeURIComponent(code));
      return;
    }
    await sessions.refresh();
    if (sessions.lockedOut) this.standing = { kind: 'locked_out' };
    else this.driver.connect();
  }

  async enter(code: string): Promise<void> {
    try {
      await enter(code.trim());
      this.refusal = null;
      this.driver.connect();
    } catch (error) {
      const hint = error instanceof ApiError && error.hint ? `. ${error.hint}` : '';
      await sessions.refresh();
      // A code is good once: whoever reloads an old address is in already.
      if (!sessions.lockedOut && sessions.known) {
        this.driver.connect();
        return;
      }
      this.refusal = (error instanceof Error ? error.message : String(error)) + hint;
      this.standing = { kind: 'locked_out' };
    }
  }
}

export const gateway = new Gateway();
