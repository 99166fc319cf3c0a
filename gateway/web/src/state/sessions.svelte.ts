// The list of sessions, kept fresh while somebody looks.
import { ApiError, getJson } from './api.ts';

export interface Listed {
  id: string;
  state: string;
  path?: string | null;
  request: string;
  title?: string | null;
  created_ms: number;
  changed_ms?: number;
  events?: number;
  files?: number;
  conflicts?: number;
  tokens?: number;
  cost_usd?: number | null;
  /** Calls of models whose price is not known: what they cost is not in `cost_usd`. */
  unpriced_calls?: number;
  waiting?: { for: 'plan' | 'answer' | 'resume' } | null;
  live?: boolean;
  parent?: { session: string; at: number } | null;
}

const FRESH_MS = 4_000;

class Sessions {
  all = $state.raw<Listed[]>([]);
  /** Null until the first answer. */
  known = $state(false);
  lockedOut = $state(false);
  trouble = $state<string | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  async refresh(): Promise<void> {
    clearTimeout(this.timer);
    try {
      const answer = await getJson<Listed[] | { sessions: Listed[] }>('/api/sessions');
      const all = Array.isArray(answer) ? answer : answer.sessions;
      this.all = [...all].sort((a, b) => b.created_ms - a.created_ms);
      this.known = true;
      this.lockedOut = false;
      this.trouble = null;
    } catch (error) {
      this.lockedOut = error instanceof ApiError && error.status === 401;
      this.trouble = error instanceof Error ? error.message : String(error);
    }
    if (!this.lockedOut) this.timer = setTimeout(() => void this.tick(), FRESH_MS);
  }

  find(id: string): Listed | undefined {
    return this.all.find((one) => one.id === id);
  }

  private tick(): Promise<void> {
    if (!document.hidden) return this.refresh();
    this.timer = setTimeout(() => void this.tick(), FRESH_MS);
    return Promise.resolve();
  }
}

export const sessions = new Sessions();

/** Whether a session stands still until the person says something. */
export const waits = (one: Listed): boolean =>
  (one.waiting != null && one.waiting.for !== 'resume') ||
  ['waiting_plan', 'waiting_answer'].includes(one.state);

/** Whether it goes on as soon as the person lets it. */
export const rests = (one: Listed): boolean =>
  one.waiting?.for === 'resume' || ['paused', 'interrupted'].includes(one.state);

export const works = (one: Listed): boolean =>
  !waits(one) && ['understanding', 'working'].includes(one.state);
