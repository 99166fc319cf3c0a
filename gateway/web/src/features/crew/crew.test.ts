// The supervision tree and the consensus room say what the records hold, and nothing else.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecord } from '../../drivers/recorded.ts';
import { foldAll } from '../../fold/fold.ts';
import type { Body, Event } from '../../protocol/event.ts';
import { debateAt, debatesOf, optionsOf, standOf } from '../consensus/debates.ts';
import { crewOf, livesOf } from './crew.ts';

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
        for (const one of crew.members) expect(one.mail.unanswered).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('leaves no assignment unanswered in a session that went well', () => {
    const notes = read('notes');
    const { members } = crewOf(foldAll(notes), notes, notes.length - 1);
    expect(members.map((one) => one.mail.unanswered)).toEqual(members.map(() => 0));
    expect(members[0]!.role).toBe('orchestrator');
  });

  it('shows an assignment as unanswered until the answer comes, and lives as they were lost', () => {
    const notes = read('notes').slice(0, 100);
    const sent = (from: string, to: string, subject: 'assignment' | 'answer'): Body => ({
      family: 'message',
      event: { kind: 'sent', from, to, about: 'extra', subject },
    });
    const life = (event: Extract<Body, { family: 'supervision' }>['event']): Body => ({
      family: 'supervision',
      event,
    });
    const asked = with_(
      notes,
      sent('session', 'docs', 'assignment'),
      life({ kind: 'agent_failed', role: 'docs', incarnation: 1, failure: 'panicked', why: 'out of words' }),
      life({ kind: 'agent_restarting', role: 'docs', incarnation: 2, delay_ms: 5 }),
      life({ kind: 'agent_started', role: 'docs', incarnation: 2 }),
    );
    const docs = (events: Event[]) =>
      crewOf(foldAll(events), events, events.length - 1).members.find((one) => one.role === 'docs')!;
    const before = docs(notes).mail.unanswered;
    expect(docs(asked)).toMatchObject({ restarts: 1, incarnation: 2, mail: { unanswered: before + 1 } });
    expect(livesOf(asked, 'docs', asked.length - 1).map((one) => [one.incarnation, one.ended])).toEqual([
      [1, 'out of words'],
      [2, ''],
    ]);
    const answered = with_(asked, sent('docs', 'session', 'answer'));
    expect(docs(answered).mail.unanswered).toBe(before);
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
