// When each task's attempt began, and when something was heard of it last. Pure; events are taken in order.
import type { Event } from '../protocol/event.ts';

export interface Heard {
  began_ms: number;
  last_ms: number;
  /** So often it said how far it is. */
  times: number;
}

export function hear(heard: Map<string, Heard>, { body, at_ms }: Event): void {
  if (body.family !== 'task') return;
  const it = body.event;
  if (it.kind === 'started') heard.set(it.task.id, { began_ms: at_ms, last_ms: at_ms, times: 0 });
  const known = it.kind === 'progressed' && heard.get(it.task);
  if (known) heard.set(it.task, { ...known, last_ms: at_ms, times: known.times + 1 });
}
