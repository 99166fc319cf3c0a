// How the machine that does the work is, as its gateway says; asked again while somebody looks.
import { getJson } from './api.ts';

/** What the gateway does not know it leaves out. */
export interface Machine {
  processors?: number | null;
  load_1m?: number | null;
  memory_bytes?: number | null;
  memory_free_bytes?: number | null;
  own_memory_bytes?: number | null;
}

export interface Health {
  status: 'ok' | 'degraded' | 'failing';
  version?: string;
  components?: {
    data_folder?: { status: string; reason?: string; free_bytes?: number };
    sessions?: { status: string; reason?: string; live?: number };
    model?: { status: string; reason?: string; name?: string | null };
    machine?: Machine;
  };
}

const FRESH_MS = 5_000;

/** Tells of each answer, and of null where there is none; returns how to stop. */
export function watchHealth(tell: (health: Health | null) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const next = () => (timer = setTimeout(() => void look(), FRESH_MS));
  const look = async () => {
    if (document.hidden) return next();
    const health = await getJson<Health>('/health').catch(() => null);
    if (over) return;
    tell(health);
    next();
  };
  void look();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
