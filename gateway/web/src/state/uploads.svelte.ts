// Files on their way to the gateway, a few at a time, with the progress that the browser reports.
import { grouped, sorted, type Handed, type Refused } from '../composing/handing.ts';
import { many } from '../words/amounts.ts';
import { ask, getJson } from './api.ts';
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
  file: File;
  /** Bytes that have left. */
  sent: number;
  state: 'waiting' | 'sending' | 'kept' | 'refused';
  why: string;
  kept: Kept | null;
}

/** The gateway takes four; one is left for other pages. */
const AT_ONCE = 3;

export class Uploads {
  items = $state<Sending[]>([]);
  refused = $state.raw<Refused[]>([]);
  private running = 0;

  get busy(): boolean {
    return this.items.some((one) => one.state === 'waiting' || one.state === 'sending');
  }

  get open(): boolean {
    return this.items.length > 0 || this.refused.length > 0;
  }

  add(files: readonly Handed<File>[]): void {
    const { taken, refused } = sorted(files, new Set(this.items.map((one) => one.name)));
    this.refused = refused;
    for (const one of taken) {
      this.items.push({ ...one, sent: 0, state: 'waiting', why: '', kept: null });
    }
    if (taken.length > 0) say.tell(`${many(taken.length, 'file')} on the way`);
    else if (refused.length > 0) say.tell(`Not taken: ${grouped(refused)[0]!.why}`);
    this.next();
  }

  async remove(item: Sending): Promise<void> {
    if (item.kept) await forget(item.kept.id);
    this.items = this.items.filter((one) => one !== item);
  }

  again(item: Sending): void {
    item.state = 'waiting';
    item.sent = 0;
    this.next();
  }

  /** What is kept stays with the gateway. */
  clear(): void {
    this.items = this.items.filter((one) => one.state === 'waiting' || one.state === 'sending');
    this.refused = [];
  }

  private next(): void {
    while (this.running < AT_ONCE) {
      const item = this.items.find((one) => one.state === 'waiting');
      if (!item) return;
      this.running += 1;
      item.state = 'sending';
      void send(item).then(() => {
        this.running -= 1;
        this.next();
        if (this.running === 0) this.told();
      });
    }
  }

  private told(): void {
    const kept = this.items.filter((one) => one.state === 'kept').length;
    const failed = this.items.length - kept;
    say.tell(failed > 0 ? `${many(failed, 'file')} not taken` : `${many(kept, 'file')} handed over`);
  }
}

const bySession = new Map<string, Uploads>();

/** What is on its way goes on when another view is looked at. */
export function uploadsOf(session: string): Uploads {
  const known = bySession.get(session) ?? new Uploads();
  bySession.set(session, known);
  return known;
}

/** By the one interface that tells how much has left. */
function send(item: Sending): Promise<void> {
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

export async function forget(id: string): Promise<void> {
  await ask(`/api/uploads/${id}`, { method: 'DELETE' });
}
