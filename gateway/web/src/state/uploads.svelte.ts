// Files on their way to the gateway, a few at a time, with the progress that the browser reports; then what the team will read of them.
import type { Dropped } from '../composing/dropped.ts';
import { grouped, sorted, type Refused } from '../composing/handing.ts';
import type { Reading } from '../composing/reading.ts';
import { many } from '../words/amounts.ts';
import { ApiError, ask, getJson } from './api.ts';
import { say } from './say.svelte.ts';

export interface Kept {
  id: string;
  name: string;
  size: number;
  hash: string;
}

export interface Sending {
  name: string;
  size: number;
  /** None of what was handed over at another time. */
  file: File | null;
  /** Bytes that have left. */
  sent: number;
  state: 'waiting' | 'sending' | 'kept' | 'refused';
  why: string;
  kept: Kept | null;
  /** What the team will read of it; null until that is known, and where it reads nothing. */
  reading: Reading | null;
  /** Why the team reads nothing of it. */
  unread: string;
  /** Whether that may be otherwise another time. */
  passing: boolean;
  /** Whether it goes along with the next message, if it can be read. */
  goes: boolean;
}

/** The gateway takes four; one is left for other pages. */
const AT_ONCE = 3;

export class Uploads {
  items = $state<Sending[]>([]);
  refused = $state.raw<Refused[]>([]);
  private running = 0;
  private readonly stops = new Map<Sending, () => void>();

  /** Whether anything is still on its way, or being read. */
  get busy(): boolean {
    return this.items.some(
      (one) =>
        one.state === 'waiting' ||
        one.state === 'sending' ||
        (one.state === 'kept' && one.reading === null && one.unread === ''),
    );
  }

  get open(): boolean {
    return this.items.length > 0 || this.refused.length > 0;
  }

  /** What goes along with a message. */
  get going(): Reading[] {
    return this.items.flatMap((one) => (one.goes && one.reading ? [one.reading] : []));
  }

  add({ files, refused: unread }: Dropped): void {
    const { taken, refused } = sorted(files, new Set(this.items.map((one) => one.name)));
    this.refused = [...unread, ...refused];
    for (const one of taken) this.items.push({ ...beginning, ...one });
    if (taken.length > 0) say.tell(`${many(taken.length, 'file')} on the way`);
    else if (this.refused.length > 0) say.tell(`Not taken: ${grouped(this.refused)[0]!.why}`);
    this.next();
  }

  /** What the gateway kept at another time goes along as well. */
  bring(kept: Kept): void {
    if (this.items.some((one) => one.kept?.id === kept.id)) return;
    this.items.push({ ...beginning, name: kept.name, size: kept.size, file: null, state: 'kept', kept });
    void this.read(this.items.at(-1)!);
  }

  /** What is on its way is stopped. */
  async remove(item: Sending): Promise<void> {
    this.stops.get(item)?.();
    if (item.kept) await forget(item.kept.id);
    this.items = this.items.filter((one) => one !== item);
  }

  again(item: Sending): void {
    if (item.state === 'kept') return void this.read(item);
    item.state = 'waiting';
    item.sent = 0;
    this.next();
  }

  /** What is kept stays with the gateway. */
  clear(): void {
    this.items = this.items.filter((one) => one.state === 'waiting' || one.state === 'sending');
    this.refused = [];
  }

  /** What went along with a message is done, and so is what nothing came of. */
  went(): void {
    const isDone = (one: Sending) =>
      (one.goes && one.reading) || one.state === 'refused' || one.unread !== '';
    this.items = this.items.filter((one) => !isDone(one));
    this.refused = [];
  }

  private next(): void {
    while (this.running < AT_ONCE) {
      const item = this.items.find((one) => one.state === 'waiting');
      if (!item) return;
      this.running += 1;
      item.state = 'sending';
      void send(item, (stop) => this.stops.set(item, stop)).then(() => {
        this.stops.delete(item);
        this.running -= 1;
        if (item.state === 'kept') void this.read(item);
        this.next();
        if (this.running === 0) this.told();
      });
    }
  }

  private async read(item: Sending): Promise<void> {
    item.unread = '';
    try {
      item.reading = await readingOf(item.kept!.id);
    } catch (error) {
      const refused = error instanceof ApiError && error.status >= 400 && error.status < 500;
      item.unread = error instanceof Error ? error.message : String(error);
      item.passing = !refused;
    }
  }

  private told(): void {
    const kept = this.items.filter((one) => one.state === 'kept').length;
    const failed = this.items.length - kept;
    if (this.items.length === 0) return;
    say.tell(failed > 0 ? `${many(failed, 'file')} not taken` : `${many(kept, 'file')} handed over`);
  }
}

const beginning = {
  sent: 0,
  state: 'waiting' as const,
  why: '',
  kept: null,
  reading: null,
  unread: '',
  passing: false,
  goes: true,
};

const bySession = new Map<string, Uploads>();

/** What is on its way goes on when another view is looked at. */
export function uploadsOf(session: string): Uploads {
  const known = bySession.get(session) ?? new Uploads();
  bySession.set(session, known);
  return known;
}

/** By the one interface that tells how much has left. */
function send(item: Sending, stoppable: (stop: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/uploads?${new URLSearchParams({ name: item.name })}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = (event) => (item.sent = event.loaded);
    const end = (state: 'kept' | 'refused', why: string, kept: Kept | null) => {
      Object.assign(item, { state, why, kept, sent: kept ? item.size : item.sent });
      resolve();
    };
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status === 201) end('kept', '', body as unknown as Kept);
      else
        end(
          'refused',
          [body?.['detail'] ?? `the gateway said ${request.status}`, body?.['hint']]
            .filter(Boolean)
            .join(': '),
          null,
        );
    };
    request.onerror = () => end('refused', 'the gateway does not answer', null);
    request.onabort = () => end('refused', 'it was stopped', null);
    stoppable(() => request.abort());
    request.send(item.file);
  });
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

export const allKept = (): Promise<Kept[]> => getJson<Kept[]>('/api/uploads');

const readingOf = (id: string): Promise<Reading> => getJson<Reading>(`/api/uploads/${id}/reading`);

export async function forget(id: string): Promise<void> {
  await ask(`/api/uploads/${id}`, { method: 'DELETE' });
}
