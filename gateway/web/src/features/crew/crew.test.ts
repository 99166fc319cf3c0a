// The supervision tree and the consensus room say what the records hold, and nothing else.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecord } from '../../drivers/recorded.ts';
import { emptyView } from '../../fold/empty.ts';
import { apply, foldAll } from '../../fold/fold.ts';
import { usage } from '../../words/amounts.ts';
import type { Body, Event } from '../../protocol/event.ts';
import { debateAt, debatesOf, optionsOf, standOf } from '../consensus/debates.ts';
import { crewOf, livesOf } from './crew.ts';
import { Mailboxes } from './mailbox.ts';

type Sent = Extract<Extract<Body, { family: 'message' }>['event'], { kind: 'sent' }>;
type Subject = Sent['subject'];
type Dead = Extract<Extract<Body, { family: 'message' }>['event'], { kind: 'dead_lettered' }>['reason'];

const read = (name: string): Event[] =>
  readRecord(
    readFileSync(new URL(`../../../../../protocol/fixtures/${name}.jsonl`, import.meta.url), 'utf8'),
  ).map((marked) => marked.event);
const names = ['notes', 'diary', 'rewound'];

/** The record with more events at its end. */
function with_(events: readonly Event[], ...bodies: Body[]): Event[] {
  const last = events.at(-1)!;
  return [
    ...events,
    ...bodies.map((body, at) => ({
      ...last,
      seq: last.seq + at + 1,
      incarnation: 1,
      at_ms: last.at_ms + 10 * (at + 1),
      body,
    })),
  ];
}

describe('the crew', () => {
  it('accounts for every task, file and message of the recorded sessions', () => {
    for (const name of names) {
      const events = read(name);
      for (const until of [0, 60, 120, events.length - 1]) {
        const view = foldAll(events.slice(0, until + 1));
        const crew = crewOf(view, events, until);
        const sum = (of: (one: (typeof crew.members)[number]) => number) =>
          crew.members.reduce((total, one) => total + of(one), 0);
        const ended = Object.values(view.tasks).filter((task) => task.end !== null).length;
        expect(
          sum((one) => one.done + one.failed),
          `${name} ${until}`,
        ).toBeLessThanOrEqual(ended);
        expect(sum((one) => one.files)).toBe(Object.keys(view.files).length);
        expect(sum((one) => one.mail.sent) + crew.mail.sent, `${name} ${until}`).toBe(view.messages_sent);
      }
    }
  });

  it('has as many messages in a mailbox as hold a place there, at every event, and none at the end', () => {
    for (const name of names) {
      const events = read(name);
      const boxes = new Mailboxes();
      const view = emptyView();
      let most = 0;
      for (const event of events) {
        boxes.take(event);
        apply(view, event);
        for (const role of Object.keys(view.agents)) {
          const open = Object.values(view.tasks).filter((one) => one.end === null && one.spec.role === role);
          const now = boxes.now(role);
          // An agent is given one thing at a time, and nothing that is not to be done.
          expect(now, `${name} ${event.seq} ${role}`).toBeLessThanOrEqual(Math.min(1, open.length));
          expect(boxes.most(role)).toBeGreaterThanOrEqual(now);
          most = Math.max(most, now);
        }
      }
      expect(most).toBe(1);
      for (const role of Object.keys(view.agents)) expect(boxes.now(role), `${name} ${role}`).toBe(0);
    }
  });

  describe('a place in a mailbox', () => {
    const [docs, other] = ['docs', 'tester'];
    const sent = (about: string, from = 'session', to = docs, subject: Subject = 'assignment'): Body => ({
      family: 'message',
      event: { kind: 'sent', from, to, about, subject },
    });
    const life = (event: Extract<Body, { family: 'supervision' }>['event']): Body => ({
      family: 'supervision',
      event,
    });
    const started = (incarnation: number) => life({ kind: 'agent_started', role: docs, incarnation });
    const failed = life({ kind: 'agent_failed', role: docs, incarnation: 1, failure: 'hung', why: '' });
    const dead = (reason: Dead): Body => ({
      family: 'message',
      event: { kind: 'dead_lettered', to: docs, about: 'x', reason },
    });
    const left = (...bodies: Body[]) => {
      const boxes = new Mailboxes();
      for (const event of with_(read('notes').slice(0, 1), ...bodies)) boxes.take(event);
      return boxes.now(docs);
    };

    it('is free again when the message was handled, and only then', () => {
      const two = [started(1), sent('x'), sent('y', other, docs, 'query')];
      expect(left(...two)).toBe(2);
      expect(left(...two, sent('x', docs, 'session', 'answer'))).toBe(1);
      expect(left(...two, sent('x', other, 'session', 'answer'))).toBe(2);
      expect(left(...two, sent('z', docs, 'session', 'answer'))).toBe(2);
      for (const reason of ['closed', 'expired', 'overflow'] as const)
        expect(left(...two, dead(reason))).toBe(1);
      const attempt = {
        kind: 'attempt_failed',
        task: 'y',
        attempt: 1,
        failure: 'declined',
        why: '',
      } as const;
      expect(left(...two, { family: 'task', event: attempt })).toBe(1);
      expect(
        left(...two, { family: 'task', event: { kind: 'ended', task: 'y', end: 'done', why: '' } }),
      ).toBe(1);
    });

    it('is gone with the life that had it; what that life says later frees none of the next', () => {
      expect(left(started(1), sent('x'), failed)).toBe(0);
      expect(left(started(1), sent('x'), life({ kind: 'agent_stopped', role: docs, incarnation: 1 }))).toBe(
        0,
      );
      expect(
        left(started(1), sent('x'), { family: 'session', event: { kind: 'recovered', program: '' } }),
      ).toBe(0);
      const again = [started(1), sent('x'), failed, started(2), sent('x')];
      expect(left(...again)).toBe(1);
      // Whoever writes these down is the first life.
      expect(left(...again, dead('stale'))).toBe(1);
      expect(left(started(1), sent('x'), dead('stale'))).toBe(0);
    });
  });

  it('adds up what checks used, by agent, and says where it was not measured', () => {
    const notes = read('notes');
    const none = crewOf(foldAll(notes), notes, notes.length - 1);
    expect([none.used, none.measured]).toEqual([null, 0]);
    expect(none.checks).toBeGreaterThan(1);
    let n = 0;
    const measured = structuredClone(notes).map((event) => {
      if (event.body.family === 'check' && event.body.event.kind === 'ended' && n < 2) {
        n += 1;
        event.body.event.result.used = { cpu_ms: 100 * n, memory_bytes: 1000 * n };
      }
      return event;
    });
    const crew = crewOf(foldAll(measured), measured, measured.length - 1);
    expect(crew.used).toEqual({ cpu_ms: 300, memory_bytes: 2000 });
    expect(crew.measured).toBe(2);
    const sum = crew.members.reduce((total, one) => total + (one.used?.cpu_ms ?? 0), 0);
    expect(sum).toBe(300);
    expect([usage(null), usage(crew.used)]).toEqual([
      'not measured',
      '0.30 s of processor time, at most 2.0 kB of memory',
    ]);
  });

  it('shows lives as they were lost', () => {
    const events = with_(
      read('notes').slice(0, 100),
      ...[
        {
          kind: 'agent_failed',
          role: 'docs',
          incarnation: 1,
          failure: 'panicked',
          why: 'out of words',
        } as const,
        { kind: 'agent_restarting', role: 'docs', incarnation: 2, delay_ms: 5 } as const,
        { kind: 'agent_started', role: 'docs', incarnation: 2 } as const,
      ].map((event): Body => ({ family: 'supervision', event })),
    );
    const { members } = crewOf(foldAll(events), events, events.length - 1);
    expect(members.find((one) => one.role === 'docs')).toMatchObject({ restarts: 1, incarnation: 2 });
    expect(members[0]!.role).toBe('orchestrator');
    expect(livesOf(events, 'docs', events.length - 1).map((one) => [one.incarnation, one.ended])).toEqual([
      [1, 'out of words'],
      [2, ''],
    ]);
  });
});

describe('the room', () => {
  it('has every claim, vote and ruling of the record once', () => {
    for (const name of names) {
      const events = read(name);
      const debates = debatesOf(events, events.length - 1);
      const kinds = (kind: string) =>
        events.filter(({ body }) => body.family === 'claim' && body.event.kind === kind).length;
      const sum = (of: (one: (typeof debates)[number]) => number) =>
        debates.reduce((total, one) => total + of(one), 0);
      expect(sum((one) => one.claims.length)).toBe(kinds('published'));
      expect(sum((one) => one.votes.length)).toBe(kinds('vote_cast'));
      expect(sum((one) => Number(one.ruling !== null))).toBe(kinds('ruled'));
      expect(sum((one) => Number(one.conflict !== null))).toBe(kinds('disputed'));
      expect(new Set(debates.map((one) => one.id)).size).toBe(debates.length);
    }
  });

  it('puts the chosen answer first and counts the weight of its votes', () => {
    const notes = read('notes');
    const debates = debatesOf(notes, notes.length - 1);
    for (const debate of debates.filter((one) => standOf(one) === 'ruled')) {
      const options = optionsOf(debate);
      expect(options[0]).toMatchObject({ won: true, value: debate.ruling!.it.value });
      expect(options.filter((one) => one.won)).toHaveLength(1);
      const weight = debate.votes.reduce((sum, vote) => sum + vote.it.weight, 0);
      expect(options.reduce((sum, one) => sum + one.weight, 0)).toBe(weight);
      expect(debateAt(debates, debate.votes[0]?.at ?? debate.ruling!.at)).toBe(debate);
    }
  });

  it('is open between the conflict and its ruling, and begins anew after a change', () => {
    const notes = read('notes');
    const disputed = notes.findIndex(({ body }) => body.family === 'claim' && body.event.kind === 'disputed');
    expect(debatesOf(notes, disputed).filter((one) => standOf(one) === 'open')).toHaveLength(1);
    const rewound = read('rewound');
    const rounds = new Set(debatesOf(rewound, rewound.length - 1).map((one) => one.round));
    expect(rounds.size).toBeGreaterThan(0);
  });
});
