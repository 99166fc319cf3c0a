// Who supervises whom, and what each did and used, as far as the record says. Pure.
import type { Event } from '../../protocol/event.ts';
import type { AgentState, TaskView, View } from '../../protocol/view.ts';
import type { Used } from '../../protocol/check.ts';
import { hear, type Heard } from '../../words/heard.ts';
import { Idle } from '../../words/idle.ts';
import { countBefore } from '../activity/axis.ts';
import { Mailboxes } from './mailbox.ts';

/** Messages of one actor. */
export interface Mail {
  received: number;
  sent: number;
  dead: number;
}

export interface Member {
  role: string;
  state: AgentState;
  incarnation: number;
  restarts: number;
  why: string;
  running: TaskView[];
  done: number;
  failed: number;
  busyMs: number;
  files: number;
  calls: number;
  mail: Mail;
  /** Messages that hold a place in its mailbox, and how many there were at most. */
  mailbox: { now: number; most: number };
  /** What its checks used; null where none was measured. */
  used: Used | null;
  /** Its last event, as a place in the log; null where it has none. */
  last: number | null;
}

export interface Crew {
  /** How many processes have had the session, one after another. */
  processes: number;
  mail: Mail;
  members: Member[];
  /** The actors that never end on their own stand first, as they were started. */
  restarts: number;
  used: Used | null;
  /** How many checks ended, and for how many it was measured what they used. */
  checks: number;
  measured: number;
  heard: ReadonlyMap<string, Heard>;
}

const FIRST = ['orchestrator', 'consensus'];
const noMail = (): Mail => ({ received: 0, sent: 0, dead: 0 });

export function crewOf(view: View, events: readonly Event[], until: number): Crew {
  const post = postOf(events, until);
  const members = Object.entries(view.agents).map(([role, agent]): Member => ({
    role,
    state: agent.state,
    incarnation: agent.incarnation,
    restarts: agent.restarts,
    why: agent.why,
    running: [],
    done: 0,
    failed: 0,
    busyMs: 0,
    files: 0,
    calls: 0,
    mail: post.mail.get(role) ?? noMail(),
    mailbox: { now: post.boxes.now(role), most: post.boxes.most(role) },
    used: post.used.get(role) ?? null,
    last: post.last.get(role) ?? null,
  }));
  const by = new Map(members.map((member) => [member.role, member]));
  for (const task of Object.values(view.tasks)) count(by.get(task.spec.role), task, post.idle);
  for (const file of Object.values(view.files)) {
    const member = by.get(view.tasks[file.task]?.spec.role ?? '');
    if (member) member.files += 1;
  }
  for (const call of Object.values(view.calls)) {
    const member = by.get(view.tasks[call.task]?.spec.role ?? '');
    if (member) member.calls += 1;
  }
  return {
    processes: post.processes,
    mail: post.mail.get('session') ?? noMail(),
    members: members.sort((a, b) => rank(a.role) - rank(b.role) || a.role.localeCompare(b.role)),
    restarts: members.reduce((sum, member) => sum + member.restarts, 0),
    used: [...post.used.values()].reduce<Used | null>(together, null),
    checks: post.checks,
    measured: post.measured,
    heard: post.heard,
  };
}

const rank = (role: string): number => (FIRST.includes(role) ? FIRST.indexOf(role) : FIRST.length);

function count(member: Member | undefined, task: TaskView, idle: Idle): void {
  if (!member) return;
  if (task.end === null) member.running.push(task);
  else if (task.end === 'done') member.done += 1;
  else if (task.end !== 'cancelled') member.failed += 1;
  if (task.ended_ms !== null) member.busyMs += idle.worked(task.started_ms, task.ended_ms);
}

/** Times add up, and memory is what was held at most. */
const together = (a: Used | null | undefined, b: Used): Used => ({
  cpu_ms: (a?.cpu_ms ?? 0) + b.cpu_ms,
  memory_bytes: Math.max(a?.memory_bytes ?? 0, b.memory_bytes),
});

function postOf(events: readonly Event[], until: number) {
  const mail = new Map<string, Mail>();
  const last = new Map<string, number>();
  const used = new Map<string, Used>();
  const heard = new Map<string, Heard>();
  const boxes = new Mailboxes();
  const idle = new Idle();
  let [processes, checks, measured] = [1, 0, 0];
  const of = (role: string): Mail => {
    const known = mail.get(role) ?? noMail();
    mail.set(role, known);
    return known;
  };
  for (let at = 0; at <= until && at < events.length; at += 1) {
    const event = events[at]!;
    const { agent, body } = event;
    last.set(agent, at);
    idle.take(event);
    boxes.take(event);
    hear(heard, event);
    if (body.family === 'session' && body.event.kind === 'recovered') processes += 1;
    if (body.family === 'check') {
      const check = body.event.kind === 'ended' ? body.event.result : body.event.result.check;
      if (check) checks += 1;
      if (check?.used) {
        measured += 1;
        used.set(agent, together(used.get(agent), check.used));
      }
    }
    if (body.family !== 'message') continue;
    const it = body.event;
    if (it.kind === 'dead_lettered') of(it.to).dead += 1;
    else {
      of(it.from).sent += 1;
      of(it.to).received += 1;
    }
  }
  return { mail, last, used, heard, boxes, processes, checks, measured, idle };
}

/** Lives of one agent: when each began and how it ended, from its events. */
export interface Life {
  at: number;
  incarnation: number;
  ended: string;
}

export function livesOf(events: readonly Event[], role: string, until: number): Life[] {
  const lives: Life[] = [];
  const end = countBefore(events.length, (at) => at <= until);
  for (let at = 0; at < end; at += 1) {
    const { body } = events[at]!;
    if (body.family !== 'supervision' || body.event.role !== role) continue;
    const it = body.event;
    if (it.kind === 'agent_started') lives.push({ at, incarnation: it.incarnation, ended: '' });
    const now = lives.at(-1);
    if (!now) continue;
    if (it.kind === 'agent_failed') now.ended = it.why || it.failure;
    else if (it.kind === 'gave_up') now.ended = it.why;
    else if (it.kind === 'agent_stopped') now.ended = 'stopped';
  }
  return lives;
}
