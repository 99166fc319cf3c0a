// How many messages hold a place in each agent's mailbox: one that was sent holds it until it was handled, so the one that is
// worked on counts too. Pure; events are taken in order.
import type { Event, MessageEvent, SupervisionEvent } from '../../protocol/event.ts';

interface Place {
  role: string;
  /** Which life of the agent has it. */
  life: number;
}

export class Mailboxes {
  /** By task: an agent is never given one twice at once. */
  private places = new Map<string, Place>();
  private lives = new Map<string, number>();
  private greatest = new Map<string, number>();

  now(role: string): number {
    return [...this.places.values()].filter((place) => place.role === role).length;
  }

  most(role: string): number {
    return this.greatest.get(role) ?? 0;
  }

  take({ body, incarnation }: Event): void {
    if (body.family === 'message') return this.message(body.event, incarnation);
    if (body.family === 'supervision') return this.life(body.event);
    if (body.family === 'task' && (body.event.kind === 'attempt_failed' || body.event.kind === 'ended'))
      this.places.delete(body.event.task);
    // Another process, or another past: agents are started anew, with empty mailboxes.
    else if (body.family === 'session' && ['recovered', 'rewound', 'forked'].includes(body.event.kind))
      this.places.clear();
  }

  private message(it: MessageEvent, life: number): void {
    const held = this.places.get(it.about);
    if (it.kind === 'dead_lettered') {
      // What an earlier life answered too late frees nothing of this one.
      if (held?.role === it.to && (it.reason !== 'stale' || life === held.life)) this.places.delete(it.about);
    } else if (it.subject === 'answer') {
      if (held?.role === it.from) this.places.delete(it.about);
    } else {
      this.places.set(it.about, { role: it.to, life: this.lives.get(it.to) ?? 0 });
      this.greatest.set(it.to, Math.max(this.most(it.to), this.now(it.to)));
    }
  }

  private life(it: SupervisionEvent): void {
    if (it.kind === 'agent_started') this.lives.set(it.role, it.incarnation);
    for (const [about, { role }] of this.places) if (role === it.role) this.places.delete(about);
  }
}
