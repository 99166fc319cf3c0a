// A log as lanes on one axis: one an agent, tasks as bars, everything else as marks. Pure; it grows by the events that are new.
import type { Event } from '../../protocol/event.ts';
import { LIKES, taskTitle, tell, type Like } from '../../words/event.ts';
import { needsOf } from './critical.ts';

const ORDER = [
  'person',
  'session',
  'orchestrator',
  'consensus',
  'database',
  'security',
  'backend',
  'frontend',
  'tester',
  'devops',
  'docs',
];

export type BarState = 'running' | 'done' | 'failed' | 'timed_out' | 'cancelled';

/** A task from its start to its end, as places in the log; `to` is null while it runs. */
export interface Bar {
  task: string;
  title: string;
  role: string;
  row: number;
  from: number;
  to: number | null;
  state: BarState;
  attempts: number;
}

type Sent = Extract<Event['body'], { family: 'message' }>['event'] & { kind: 'sent' };

export interface Arrow {
  at: number;
  from: string;
  to: string;
}

const OPEN_ROWS_MAX = 6;

/** Places grow in pieces, so that adding one event is cheap. */
class Column {
  data = new Uint16Array(1024);
  set(at: number, value: number): void {
    if (at >= this.data.length) {
      const larger = new Uint16Array(this.data.length * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[at] = value;
  }
}

export class Timeline {
  length = 0;
  roles: string[] = [];
  bars: Bar[] = [];
  arrows: Arrow[] = [];
  /** By role: the bars of each row of its lane, in the order in which they begin. */
  rows = new Map<string, Bar[][]>();
  /** By task: those it had to wait for, by the plan and by what led to its message. */
  needs = new Map<string, readonly string[]>();
  /** Places of milestones, approvals and the end: lines through all lanes. */
  milestones: number[] = [];
  /** Where the session paused for good or ended, if it did. */
  ended: number | null = null;
  private likes = new Column();
  private fines = new Column();
  private whose = new Column();
  /** Roles in the order in which they came: what a number in `whose` stands for. */
  private names: string[] = [];
  private numbers = new Map<string, number>();
  private open = new Map<string, Bar>();
  private first: Event | null = null;
  /** The last event that was not the person's, who also speaks to a session that nobody has. */
  private worked = 0;

  /** Takes in what is new of a log; begins anew when it is another one. */
  follow(events: readonly Event[]): void {
    if (events.length < this.length || (events[0] ?? null) !== this.first) this.restart(events[0] ?? null);
    for (let at = this.length; at < events.length; at += 1) this.take(events[at]!, at, events);
  }

  like(at: number): Like {
    return LIKES[this.likes.data[at]!]!;
  }

  /** The same as its number in the list of likes. */
  kind(at: number): number {
    return this.likes.data[at]!;
  }

  fine(at: number): boolean {
    return this.fines.data[at] === 1;
  }

  role(at: number): string {
    return this.names[this.whose.data[at]!]!;
  }

  private restart(first: Event | null): void {
    Object.assign(this, {
      length: 0,
      roles: [],
      bars: [],
      arrows: [],
      rows: new Map(),
      needs: new Map(),
      milestones: [],
      ended: null,
      names: [],
      numbers: new Map(),
      open: new Map(),
      first,
      worked: 0,
    });
  }

  private take(event: Event, at: number, events: readonly Event[]): void {
    const told = tell(event);
    this.likes.set(at, LIKES.indexOf(told.like));
    this.fines.set(at, told.fine ? 1 : 0);
    this.whose.set(at, this.lane(laneOf(event, this.open)));
    if (isMilestone(event)) this.milestones.push(at);
    this.length = at + 1;
    if (event.body.family === 'task') this.task(event.body.event, at);
    else if (event.body.family === 'message' && event.body.event.kind === 'sent') {
      const { from, to } = event.body.event;
      this.lane(from);
      this.lane(to);
      this.arrows.push({ at, from, to });
      if (event.cause !== undefined) this.caused(event.body.event, events[at - (event.seq - event.cause)]);
    } else if (event.body.family === 'session') this.session(event.body.event.kind, at);
    else if (event.body.family === 'plan' && event.body.event.kind === 'drafted')
      for (const [task, needs] of needsOf(event.body.event.plan)) this.needs.set(task, needs);
    if (event.agent !== 'person') this.worked = at;
  }

  private caused({ about, subject }: Sent, cause: Event | undefined): void {
    if (subject === 'answer') return;
    const by = cause?.correlation ?? '';
    this.needs.set(about, by === '' || by === about ? [] : [by]);
  }

  /** The number of a role's lane, which is made when it is new. */
  private lane(role: string): number {
    const known = this.numbers.get(role);
    if (known !== undefined) return known;
    const place = (one: string) => (ORDER.includes(one) ? ORDER.indexOf(one) : ORDER.length);
    this.roles = [...this.roles, role].sort((a, b) => place(a) - place(b));
    this.numbers.set(role, this.names.length);
    return this.names.push(role) - 1;
  }

  private task(it: Extract<Event['body'], { family: 'task' }>['event'], at: number): void {
    if (it.kind === 'started') {
      const known = this.open.get(it.task.id);
      if (known?.to === null) {
        known.attempts = it.attempt;
        return;
      }
      const { id: task, role, kind } = it.task;
      const row = this.freeRow(role);
      const bar: Bar = {
        task,
        title: taskTitle(kind),
        role,
        row,
        from: at,
        to: null,
        state: 'running',
        attempts: it.attempt,
      };
      this.lane(role);
      const rows = this.rows.get(role) ?? [];
      this.rows.set(role, rows);
      while (rows.length <= row) rows.push([]);
      rows[row]!.push(bar);
      this.open.set(task, bar);
      this.bars.push(bar);
    } else if (it.kind === 'ended') {
      const bar = this.open.get(it.task);
      if (bar?.to === null) Object.assign(bar, { to: at, state: it.end });
      this.open.delete(it.task);
    }
  }

  private freeRow(role: string): number {
    const runs = (bar: Bar) => bar.role === role && bar.to === null;
    const taken = new Set([...this.open.values()].filter(runs).map((bar) => bar.row));
    let row = 0;
    while (taken.has(row) && row < OPEN_ROWS_MAX) row += 1;
    return row;
  }

  private session(kind: string, at: number): void {
    this.ended = kind === 'finished' ? at : kind === 'rewound' || kind === 'forked' ? null : this.ended;
    if (kind !== 'finished' && kind !== 'rewound' && kind !== 'forked' && kind !== 'recovered') return;
    // What was still open there goes on nowhere, or is begun again; while nobody was at work, nothing ran.
    const to = kind === 'finished' ? at : this.worked;
    for (const bar of this.open.values()) if (bar.to === null) Object.assign(bar, { to, state: 'cancelled' });
    if (kind !== 'recovered') this.open.clear();
  }
}

const isMilestone = ({ body }: Event): boolean =>
  (body.family === 'plan' && (body.event.kind === 'milestone_reached' || body.event.kind === 'approved')) ||
  (body.family === 'session' && body.event.kind === 'finished');

/** Whose doing an event shows, which is not always who wrote it down. */
function laneOf(event: Event, open: ReadonlyMap<string, Bar>): string {
  const { body } = event;
  switch (body.family) {
    case 'task':
      if (body.event.kind === 'started') return body.event.task.role;
      return open.get(body.event.task)?.role ?? event.agent;
    case 'supervision':
      return body.event.role;
    case 'message':
      return body.event.kind === 'sent' ? body.event.from : body.event.to;
    case 'session':
      return body.event.kind === 'opened' ? 'person' : event.agent;
    case 'model':
      return open.get(event.correlation)?.role ?? event.agent;
    default:
      return event.agent;
  }
}
