// A run compared with itself has no difference; one that went another way has those that there are, and no other.
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { readRecord } from '../../drivers/recorded.ts';
import { foldAll } from '../../fold/fold.ts';
import type { Event } from '../../protocol/event.ts';
import { sidesOf } from './sides.ts';
import { align, sectionsOf, sumOf } from './compare.ts';

const read = (name: string): Event[] =>
  readRecord(
    readFileSync(new URL(`../../../../../protocol/fixtures/${name}.jsonl`, import.meta.url), 'utf8'),
  ).map((marked) => marked.event);
const notes = read('notes');
const changed = (by: (event: Event) => Event | null): Event[] =>
  notes.flatMap((event) => by(structuredClone(event)) ?? []);

describe('two runs', () => {
  it('that are one and the same differ in nothing, whenever they ran', () => {
    for (const name of ['notes', 'diary', 'rewound']) {
      const a = read(name);
      // What a rewind takes back holds times of its own.
      const by = name === 'rewound' ? 0 : 86_400_000;
      const later = a.map((event) => ({ ...event, at_ms: event.at_ms + by, session: 'another' }));
      expect(sectionsOf(foldAll(a), foldAll(later)).map((one) => [one.title, one.differ])).toEqual(
        sectionsOf(foldAll(a), foldAll(a)).map((one) => [one.title, 0]),
      );
      expect(align(a, later).filter((step) => !step.same)).toEqual([]);
    }
  });

  it('that are the same but took longer are said to be so; one that was restarted is another', () => {
    const slow = changed((event) => ({
      ...event,
      at_ms: notes[0]!.at_ms + 2 * (event.at_ms - notes[0]!.at_ms),
    }));
    const sections = sectionsOf(foldAll(notes), foldAll(slow));
    expect(sections.filter((one) => one.differ > 0).map((one) => one.title)).toEqual(['Times and spending']);
    expect(sumOf(sections)).toBe('The same but for times and spending.');
    expect(sumOf(sectionsOf(foldAll(notes), foldAll(notes)))).toBe('Nothing differs.');
    const view = foldAll(notes);
    const restarted = { ...view, agents: { ...view.agents, docs: { ...view.agents['docs']!, restarts: 1 } } };
    expect(sumOf(sectionsOf(view, restarted))).toBe('1 thing differs.');
  });

  it('in which agents came in another order are the same at each position', () => {
    const b = [...notes];
    const staged = b.findIndex(({ body }) => body.family === 'file' && body.event.kind === 'staged');
    [b[staged], b[staged + 1]] = [b[staged + 1]!, b[staged]!];
    expect(align(notes, b).filter((step) => !step.same)).toEqual([]);
  });

  it('with another ruling, another file and a failed check name these and nothing else', () => {
    const b = changed((event) => {
      const { body } = event;
      if (
        body.family === 'claim' &&
        body.event.kind === 'ruled' &&
        body.event.ruling.key === 'api.pagination'
      )
        body.event.ruling.value = 'cursor';
      if (body.family === 'file' && body.event.kind === 'staged' && body.event.file.path === 'README.md')
        body.event.file.hash = 'other';
      if (body.family === 'check' && body.event.kind === 'ended' && body.event.name === 'backend.syntax')
        body.event.result = { ...body.event.result, status: 'failed', reason: 'a comma' };
      return event;
    });
    const found = sectionsOf(foldAll(notes), foldAll(b)).flatMap((one) =>
      one.pairs.filter((pair) => !pair.same).map((pair) => `${one.title}: ${pair.what}`),
    );
    expect(found).toEqual(['Rulings: api.pagination', 'Files: README.md', 'Checks: backend.syntax']);
    expect(
      align(notes, b)
        .filter((step) => !step.same)
        .map((step) => step.name),
    ).toEqual(['ruling api.pagination', 'file README.md', 'check backend.syntax']);
  });

  it('of which one has what the other has not: it stands where it happened', () => {
    const vote = notes.find(({ body }) => body.family === 'claim' && body.event.kind === 'vote_cast')!;
    const without = notes.filter((event) => event !== vote);
    const [a, b] = [align(notes, without), align(without, notes)];
    expect(a.filter((step) => !step.same)).toMatchObject([{ b: null }]);
    expect(b.filter((step) => !step.same)).toMatchObject([{ a: null }]);
    expect(b.map((step) => step.name)).toEqual(a.map((step) => step.name));
  });
});

describe('one file in two runs', () => {
  const texts = (by: Record<string, string | Error>) => {
    vi.stubGlobal('fetch', (path: string) => {
      const found = by[/sessions\/(\w+)\//.exec(path)![1]!]!;
      return found instanceof Error ? Promise.reject(found) : Promise.resolve(new Response(found));
    });
  };
  const at = (id: string, has = true) => ({ id, seq: 9, has });

  it('is both texts, or why there are none', async () => {
    texts({ a: 'one', b: 'two' });
    expect(await sidesOf('x', at('a'), at('b'))).toEqual({ a: 'one', b: 'two' });
    expect(await sidesOf('x', at('a', false), at('b'))).toEqual({ a: '', b: 'two' });
    texts({ a: 'one', b: new Error('gone') });
    expect(await sidesOf('x', at('a'), at('b'))).toMatchObject({
      why: expect.stringMatching(/^The other/) as string,
    });
    texts({ a: 'o\0e', b: 'two' });
    expect(await sidesOf('x', at('a'), at('b'))).toMatchObject({
      why: expect.stringMatching(/no text/) as string,
    });
    vi.unstubAllGlobals();
  });
});
