// Lanes, axis and filter account for every event of the recorded sessions.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { Event } from '../../protocol/event.ts';
import { readRecord } from '../../drivers/recorded.ts';
import { axisOf, firstAt, timeAt } from './axis.ts';
import { chaptersOf } from './chapters.ts';
import { criticalPath } from './critical.ts';
import {
  EVERYTHING,
  fit,
  links,
  nearestOf,
  onlyRole,
  seen,
  sieve,
  toggled,
  whole,
  zoom,
  type Filter,
} from './look.ts';
import { barFrom, barTo, hit, lanesOf, rowTop, type Scene } from './scene.ts';
import { teller } from './saying.ts';
import { Search } from './search.svelte.ts';
import { Timeline } from './timeline.ts';
import { tell } from '../../words/event.ts';

const read = (name: string) =>
  readRecord(
    readFileSync(new URL(`../../../../../protocol/fixtures/${name}.jsonl`, import.meta.url), 'utf8'),
  ).map((marked) => marked.event);
const names = ['notes', 'diary', 'rewound'];
const notes = read('notes');

function of(events = notes): Timeline {
  const timeline = new Timeline();
  timeline.follow(events);
  return timeline;
}

describe('lanes', () => {
  it('have a bar for each task, ended where the task ended', () => {
    const { bars } = of();
    expect(bars).toHaveLength(26);
    for (const bar of bars) {
      expect(notes[bar.to!]!.body).toMatchObject({
        family: 'task',
        event: { kind: 'ended', task: bar.task },
      });
    }
  });

  it('never draw two bars of an agent over one another', () => {
    for (const name of names) {
      const { bars } = of(read(name));
      for (const a of bars) {
        for (const b of bars) {
          const over =
            a !== b &&
            a.role === b.role &&
            a.row === b.row &&
            a.from < (b.to ?? Infinity) &&
            b.from < (a.to ?? Infinity);
          expect(over, `${name}: ${a.task} and ${b.task}`).toBe(false);
        }
      }
    }
  });

  it('have no bar while nobody was at work: it ends before the pause and begins anew after it', () => {
    const at = notes.findIndex(({ body }) => body.family === 'task' && body.event.kind === 'started') + 1;
    const [before, started] = [notes.slice(0, at), notes[at - 1]!];
    const later = (ms: number, body: Event['body']) => ({ ...started, at_ms: started.at_ms + ms, body });
    const again = structuredClone(started.body) as Extract<Event['body'], { family: 'task' }>;
    if (again.event.kind === 'started') again.event.attempt = 2;
    const { bars } = of([
      ...before,
      // What the person says wakes the session, and stands before that.
      {
        ...later(51_999, { family: 'session', event: { kind: 'resumed', approve: false } }),
        agent: 'person',
      },
      later(52_000, { family: 'session', event: { kind: 'recovered', program: '' } }),
      later(52_001, again),
      later(52_009, { family: 'task', event: { kind: 'ended', task: 'understand', end: 'done', why: '' } }),
    ]);
    const ends = bars.map(({ from, to, state, row }) => ({ from, to, state, row }));
    expect(ends).toEqual([
      { from: at - 1, to: at - 1, state: 'cancelled', row: 0 },
      { from: at + 2, to: at + 3, state: 'done', row: 0 },
    ]);
  });

  it('are the same when events come one by one', () => {
    const slowly = new Timeline();
    for (let n = 1; n <= notes.length; n += 1) slowly.follow(notes.slice(0, n));
    const at = of();
    expect([slowly.roles, slowly.bars, slowly.arrows]).toEqual([at.roles, at.bars, at.arrows]);
    slowly.follow(read('diary'));
    expect(slowly.length).toBe(311);
  });

  it('know the chain of tasks that held the end up', () => {
    const path = criticalPath(of(), notes.length - 1).map((bar) => bar.task);
    expect(path.at(-1)).toBe('check.backend.project');
    expect(path[0]).toBe('understand');
    expect(path).toContain('render.backend');
  });

  it('is made of what a task waited for, and not of what merely ended last before it', () => {
    const bar = (task: string, from: number, to: number, role = task) =>
      ({ task, role, from, to, title: '', row: 0, state: 'done', attempts: 1 }) as const;
    const bars = [bar('plan', 0, 2), bar('a', 3, 6), bar('slow', 4, 9), bar('b', 10, 12), bar('c', 13, 20)];
    const names = (needs: Map<string, string[]>) => criticalPath({ bars, needs }, 20).map((one) => one.task);
    expect(names(new Map())).toEqual(['plan', 'slow', 'b', 'c']);
    const plan = new Map([
      ['a', []],
      ['slow', []],
      ['b', ['a']],
      ['c', ['b']],
    ]);
    expect(names(plan)).toEqual(['plan', 'a', 'b', 'c']);
    // An agent does one thing at a time.
    bars[2] = bar('slow', 4, 9, 'b');
    expect(names(plan)).toEqual(['plan', 'slow', 'b', 'c']);
    // It ends where nothing could lead to it, whatever the record says.
    expect(names(new Map([['c', ['c', 'b']], ['b', ['c']]]))).toEqual(['plan', 'slow', 'b', 'c']); // prettier-ignore
  });

  it('knows from the plan and from what led to its message what a task had to wait for', () => {
    const { needs } = of();
    expect(needs.get('render.backend')).toEqual(['render.database', 'render.security']);
    expect(needs.get('check.backend.tests')).toContain('check.backend.install');
    expect(needs.get('check.backend.syntax')).toContain('render.docs');
    const sent = notes.find(({ body }) => body.family === 'message')!;
    const about = (correlation: string, cause: number | undefined, task: string): Event => ({
      ...sent,
      seq: cause === undefined ? 1 : 2,
      correlation,
      ...(cause !== undefined && { cause }),
      body: { family: 'message', event: { kind: 'sent', from: 'a', to: 'b', about: task, subject: 'query' } },
    });
    expect(of([about('route.1', undefined, 'route.1'), about('look.1', 1, 'look.1')]).needs).toEqual(
      new Map([['look.1', ['route.1']]]),
    );
  });
});

describe('the axis', () => {
  it('never goes back, and shortens only where nothing happened', () => {
    for (const kind of ['compact', 'real', 'steps'] as const) {
      const { places } = axisOf(kind, notes);
      expect(places.every((place, at) => at === 0 || place >= places[at - 1]!)).toBe(true);
    }
    const real = axisOf('real', notes);
    expect(real.end).toBe(notes.at(-1)!.at_ms - notes[0]!.at_ms);
    const { cuts } = axisOf('compact', notes);
    expect(cuts.length).toBeGreaterThan(0);
    for (const cut of cuts) expect(cut.ms).toBe(notes[cut.at]!.at_ms - notes[cut.at - 1]!.at_ms);
  });

  it('finds the event and the time at a place', () => {
    const axis = axisOf('compact', notes);
    for (const at of [0, 5, 100, 296]) {
      expect(axis.places[firstAt(axis.places, axis.places[at]!)]).toBe(axis.places[at]);
      expect(timeAt(axis, notes, axis.places[at]!)).toBeCloseTo(notes[at]!.at_ms, 3);
    }
  });
});

describe('the filter', () => {
  it('counts what it hides: everything is seen, fine, or filtered', () => {
    const timeline = of();
    const through = (filter: Filter, until = notes.length - 1) => seen(sieve(timeline, notes, filter), until);
    for (const filter of [
      EVERYTHING,
      { ...EVERYTHING, all: true },
      { ...EVERYTHING, text: 'page_size' },
      { ...EVERYTHING, roles: new Set(['backend']) },
      { ...EVERYTHING, likes: new Set(['vote' as const]) },
    ]) {
      for (const until of [-1, 0, 57, notes.length - 1]) {
        const { places, fine, filtered } = through(filter, until);
        expect(places.length + fine + filtered).toBe(until + 1);
      }
    }
    expect(through({ ...EVERYTHING, all: true }).places).toHaveLength(notes.length);
    expect(through({ ...EVERYTHING, likes: new Set(['vote' as const]) }).places).toHaveLength(33);
  });

  it('leads from a conflict to its votes and ruling, and back to its claims', () => {
    const at = notes.findIndex(({ body }) => body.family === 'claim' && body.event.kind === 'disputed');
    const { cause, effects } = links(notes, at);
    expect(notes[cause!]!.body).toMatchObject({ family: 'claim', event: { kind: 'published' } });
    const kinds = new Set(effects.map((i) => (notes[i]!.body.event as { kind: string }).kind));
    expect(kinds).toEqual(new Set(['vote_cast', 'ruled']));
  });
});

describe('the text that is looked for', () => {
  const found = (text: string, events: Event[] = notes) => events.filter(teller(text)).map(({ seq }) => seq);

  it('is found wherever the record says it, and not in what it is called there', () => {
    const { event } = notes.find(({ body }) => body.family === 'plan' && body.event.kind === 'drafted')!.body;
    if (event.kind !== 'drafted') throw new Error('no plan');
    const { criterion } = event.plan.checks.at(-1)!;
    expect(tell(notes.find((one) => one.body.event === event)!).title).not.toContain(criterion);
    expect(found(criterion)).toHaveLength(1);
    expect(found('checks_s')).toEqual([]);
    expect(found('')).toHaveLength(notes.length);
  });

  it('is in a hash only where it is too long to be there by chance', () => {
    const staged = notes.find(({ body }) => body.family === 'file' && body.event.kind === 'staged')!;
    if (staged.body.family !== 'file' || staged.body.event.kind !== 'staged') throw new Error('no file');
    const { hash } = staged.body.event.file;
    expect(found(hash.slice(0, 12))).toContain(staged.seq);
    const numbers = found(hash.slice(20, 24));
    expect(numbers).not.toContain(staged.seq);
  });

  it('is looked for a little at a time, and in the end in all of it', async () => {
    const many = Array.from({ length: 60 }, () => notes).flat();
    const search = new Search();
    search.follow(many, 'page_size');
    expect(search.looked.reached).toBeLessThan(many.length);
    await vi.waitFor(() => expect(search.looked.reached).toBe(many.length), 10_000);
    const wanted = teller('page_size');
    expect(many.every((event, at) => search.found(at) === wanted(event))).toBe(true);
    // What came since is looked at, and nothing else.
    search.follow([...many, ...notes], 'page_size');
    await vi.waitFor(() => expect(search.looked.reached).toBe(many.length + notes.length), 10_000);
  });
});

it('leaves one agent out of the chosen, or none', () => {
  const two = { ...EVERYTHING, roles: new Set(['backend', 'docs']) };
  expect([...onlyRole(EVERYTHING, 'docs').roles!]).toEqual(['docs']);
  expect([...onlyRole(two, 'docs').roles!]).toEqual(['backend']);
  expect(onlyRole({ ...EVERYTHING, roles: new Set(['docs']) }, 'docs').roles).toBeNull();
  expect([...toggled(two.roles, 'tester')!]).toEqual(['backend', 'docs', 'tester']);
});

it('finds the nearest that is wanted on either side, and none where there is none', () => {
  const places = Int32Array.of(2, 5, 9, 30);
  expect(nearestOf(places, 8, () => true)).toBe(9);
  expect(nearestOf(places, 8, (at) => at < 9)).toBe(5);
  expect(nearestOf(places, 0, (at) => at > 9)).toBe(30);
  expect(nearestOf(places, 8, () => false)).toBeNull();
});

describe('what lies under a point', () => {
  it('is the bar that is drawn there, also where thousands are', () => {
    const timeline = of();
    const axis = axisOf('compact', notes);
    const lanes = lanesOf(timeline, null);
    const scene: Scene = {
      timeline,
      axis,
      seen: seen(sieve(timeline, notes, EVERYTHING), notes.length - 1),
      window: whole(axis.end),
      lanes,
      width: 4000,
      height: 600,
      until: notes.length - 1,
      selected: null,
      linked: new Set(),
      critical: null,
      now: null,
    };
    for (const lane of lanes) {
      lane.rows.forEach((row, number) => {
        for (const bar of row) {
          const x = (barFrom(scene, bar) + barTo(scene, bar)) / 2;
          expect(hit(scene, x, rowTop(lane, number) + 4), bar.task).toBe(bar.from);
        }
      });
    }
    expect(hit(scene, 2000, 4)).toBeNull();
  });
});

it('keeps the window on the axis', () => {
  for (const window of [
    zoom(whole(100), 50, 0.001, 100),
    zoom(whole(100), 0, 50, 100),
    fit({ from: 900, to: 950 }, 100),
  ]) {
    expect(window.from).toBeGreaterThanOrEqual(-2);
    expect(window.to).toBeLessThanOrEqual(102.001);
    expect(window.to - window.from).toBeGreaterThanOrEqual(2);
  }
});

describe('markers', () => {
  const last = notes.at(-1)!;
  const kinds = (...bodies: Event['body'][]) =>
    chaptersOf(bodies.map((body, at) => ({ ...last, seq: at + 1, body }))).map((one) => one.kind);

  it('are of every kind that one jumps to', () => {
    expect(new Set(chaptersOf(notes).map((one) => one.kind))).toEqual(
      new Set(['turn', 'approval', 'milestone', 'conflict', 'decision', 'end']),
    );
    const decisions = chaptersOf(notes).filter((one) => one.kind === 'decision');
    expect(decisions).toHaveLength(chaptersOf(notes).filter((one) => one.kind === 'conflict').length);
  });

  it('have one for a failure, however often it is told, and none for what went well', () => {
    const [failure, why] = ['panicked', 'out of words'] as const;
    const attempt = { kind: 'attempt_failed', task: 'x', attempt: 1, failure, why } as const;
    const agent = { kind: 'agent_failed', role: 'docs', incarnation: 1, failure, why } as const;
    const ended = (end: 'done' | 'failed' | 'timed_out' | 'cancelled', because: string) =>
      ({ family: 'task', event: { kind: 'ended', task: 'x', end, why: because } }) as const;
    expect(
      kinds(
        { family: 'task', event: attempt },
        { family: 'supervision', event: agent },
        ended('failed', 'given up'),
      ),
    ).toEqual(['failure', 'failure']);
    expect(kinds({ family: 'supervision', event: agent })).toEqual(['failure']);
    expect(kinds(ended('timed_out', ''), ended('done', ''), ended('cancelled', ''))).toEqual(['failure']);
    const failed = { kind: 'failed', call: 'c', failure: 'x', why: 'no', retry_after_ms: null } as const;
    expect(kinds({ family: 'model', event: failed })).toEqual(['failure']);
    expect(kinds({ family: 'plan', event: { kind: 'rejected' } })).toEqual(['approval']);
  });
});
