// Warnings come where something is wrong, and never in a session that went well.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecord } from '../drivers/recorded.ts';
import { emptyView } from '../fold/empty.ts';
import { apply, foldAll } from '../fold/fold.ts';
import type { Event } from '../protocol/event.ts';
import type { View } from '../protocol/view.ts';
import { hear, type Heard } from './heard.ts';
import { warnings } from './warnings.ts';

const read = (name: string): Event[] =>
  readRecord(
    readFileSync(new URL(`../../../../protocol/fixtures/${name}.jsonl`, import.meta.url), 'utf8'),
  ).map((marked) => marked.event);

it('none at any moment of the recorded sessions, which went well', () => {
  for (const name of ['notes', 'diary', 'rewound']) {
    const view = emptyView();
    const heard = new Map<string, Heard>();
    for (const event of read(name)) {
      apply(view, event);
      hear(heard, event);
      expect(warnings(view, event.at_ms), `${name} ${event.seq}`).toEqual([]);
      expect(warnings(view, event.at_ms, heard), `${name} ${event.seq}`).toEqual([]);
    }
  }
});

it('none while one event is waited for after another, nor in the quiet before the last of a check', () => {
  for (const name of ['notes', 'diary', 'rewound']) {
    const events = read(name);
    const view = emptyView();
    const heard = new Map<string, Heard>();
    events.forEach((event, at) => {
      apply(view, event);
      hear(heard, event);
      const next = events[at + 1]?.at_ms ?? event.at_ms;
      for (const now of [(event.at_ms + next) / 2, next - 1])
        expect([...warnings(view, now), ...warnings(view, now, heard)], `${name} ${event.seq}`).toEqual([]);
    });
  }
});

it('none for a session that waits for its person, however long', () => {
  const notes = read('notes');
  const drafted = notes.findIndex(({ body }) => body.family === 'plan' && body.event.kind === 'drafted');
  const waiting = notes.slice(0, drafted + 3);
  const view = foldAll(waiting);
  expect(Object.values(view.tasks).filter((task) => task.end === null)).toEqual([]);
  expect(warnings(view, view.timing.last_ms + 86_400_000)).toEqual([]);
});

describe('a task', () => {
  // The first check has begun and has not ended.
  const notes = read('notes').slice(0, 277);
  const view = foldAll(notes);
  const task = view.tasks['check.backend.syntax']!;
  const change = (by: Partial<typeof task>): View => ({
    ...view,
    tasks: { ...view.tasks, [task.spec.id]: { ...task, ...by } },
  });

  it('that used most of its time without a word may hang; one that reports progress does not', () => {
    const late = task.started_ms + task.spec.deadline_ms * 0.9;
    expect(warnings(view, task.started_ms + task.spec.deadline_ms * 0.5)).toEqual([]);
    expect(warnings(view, late)).toMatchObject([{ kind: 'stall', role: 'backend' }]);
    expect(warnings(change({ done: 3, total: 9 }), late)).toEqual([]);
    expect(warnings({ ...view, paused: true }, late)).toEqual([]);
    // Nobody is at work on a task that is long over its time, nor in a fork on what its origin had begun.
    expect(warnings(view, task.started_ms + task.spec.deadline_ms * 2)).toEqual([]);
    const origin = { session: 'origin', at: 277, head: '', at_ms: task.started_ms + 1 };
    expect(warnings({ ...view, lineage: [origin] }, late)).toEqual([]);
  });

  const deadline = task.spec.deadline_ms;
  const began = task.started_ms + 10_000;
  const said = (began_ms: number, last_ms: number, times: number) =>
    new Map([[task.spec.id, { began_ms, last_ms, times }]]);

  it('that is tried again may hang as well: its time begins anew with each attempt', () => {
    const second = change({ attempt: 2, failures: 1, why: 'no answer' });
    const silent = said(began, began, 0);
    expect(warnings(second, began + deadline * 0.5, silent)).toEqual([]);
    expect(warnings(second, began + deadline * 0.9, silent)).toMatchObject([
      { kind: 'stall', text: expect.stringContaining('attempt 2') as string },
    ]);
    expect(warnings(second, began + deadline * 1.3, silent)).toEqual([]);
    // Without the log nothing is known of when it began.
    expect(warnings(second, began + deadline * 0.9)).toEqual([]);
  });

  it('that said how far it is and then nothing for long may hang; one that is slow at each step does not', () => {
    const some = change({ done: 3, total: 9 });
    const last = began + deadline * 0.1;
    expect(warnings(some, last + deadline * 0.3, said(began, last, 3))).toEqual([]);
    expect(warnings(some, last + deadline * 0.6, said(began, last, 3))).toMatchObject([
      { kind: 'stall', text: expect.stringContaining('after 3 of 9') as string },
    ]);
    const slow = began + deadline * 0.3;
    expect(warnings(some, slow + deadline * 0.6, said(began, slow, 1))).toEqual([]);
  });

  it('that is a check does not hang before the time it was expected to take is over', () => {
    const name = task.spec.kind.kind === 'check' ? task.spec.kind.name : '';
    const expected = (estimate_s: number): View => ({
      ...view,
      plan: {
        ...view.plan!,
        checks: view.plan!.checks.map((one) => (one.name === name ? { ...one, estimate_s } : one)),
      },
    });
    const late = task.started_ms + deadline * 0.85;
    expect(warnings(expected(1), late)).toHaveLength(1);
    expect(warnings(expected((deadline * 0.9) / 1000), late)).toEqual([]);
  });

  it('that plans does not hang while the person is asked; what goes on beside it may', () => {
    const question = { id: 'q', key: 'k', text: 'Which?', options: ['a'], recommended: 'a' };
    const kind = { kind: 'rule' } as const;
    const asking = (one: View): View => ({ ...one, questions: { q: { question, answer: null } } });
    const late = task.started_ms + deadline * 0.9;
    const rules = change({ spec: { ...task.spec, kind } });
    expect(warnings(rules, late)).toHaveLength(1);
    expect(warnings(asking(rules), late)).toEqual([]);
    expect(warnings(asking(view), late)).toHaveLength(1);
  });

  it('that fails again and again is a loop, and says how it failed; one retry is none', () => {
    expect(warnings(change({ attempt: 2, failures: 1, why: 'no answer' }), task.started_ms)).toEqual([]);
    const [found] = warnings(change({ attempt: 3, failures: 2, why: 'no answer' }), task.started_ms);
    expect(found).toMatchObject({ kind: 'loop', text: expect.stringContaining('no answer') as string });
    // Each says what it may mean, in a sentence.
    expect(found!.means).toMatch(/^[A-Z].*\.$/);
  });
});

it('an agent restarted three times in a minute thrashes; three times in an hour it does not', () => {
  const view = foldAll(read('notes').slice(0, 100));
  const agent = view.agents['docs']!;
  const now = 10_000_000;
  const at = (...restarts_at_ms: number[]): View => ({
    ...view,
    tasks: {},
    agents: { docs: { ...agent, restarts: restarts_at_ms.length, restarts_at_ms } },
  });
  expect(warnings(at(now - 30_000, now - 20_000, now - 1), now)).toMatchObject([
    { kind: 'thrash', role: 'docs' },
  ]);
  expect(warnings(at(now - 3_000_000, now - 1_000_000, now - 1), now)).toEqual([]);
});
