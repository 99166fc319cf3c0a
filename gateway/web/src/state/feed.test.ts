// The conversation holds everything a person has to see, whatever the order in which it is told.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readRecord } from '../drivers/recorded.ts';
import { Feed, type Item } from './feed.ts';

const events = (name: string) =>
  readRecord(
    readFileSync(new URL(`../../../../protocol/fixtures/${name}.jsonl`, import.meta.url), 'utf8'),
  ).map((marked) => marked.event);

function feed(name: string): Item[] {
  const made = new Feed();
  for (const event of events(name)) made.take(event);
  return made.items;
}

const of = <K extends Item['kind']>(items: Item[], kind: K) =>
  items.filter((item): item is Extract<Item, { kind: K }> => item.kind === kind);

it('tells a whole run from the request to the result', () => {
  const items = feed('notes');
  expect(items[0]).toMatchObject({ kind: 'said', what: 'request' });
  expect(items.at(-1)).toMatchObject({ kind: 'result', outcome: 'done' });
  const phases = of(items, 'phase').map(({ phase, works }) => [phase, works.length]);
  expect(phases).toEqual([
    ['propose', 7],
    ['build', 6],
    ['check', 2],
  ]);
  const files = of(items, 'phase')
    .flatMap((phase) => phase.works)
    .reduce((sum, work) => sum + work.files, 0);
  expect(files).toBe(75);
});

it('shows every conflict with its options, votes and ruling, and each ruling once', () => {
  const [debate] = of(feed('diary'), 'debate');
  expect(debate?.debates).toHaveLength(5);
  expect(debate?.debates.every((one) => one.ruling && one.conflict.options.length > 1)).toBe(true);
  expect(debate?.debates.reduce((sum, one) => sum + one.votes.length, 0)).toBe(33);
  expect(debate?.undisputed).toHaveLength(8);
});

it('keeps each item to itself: ids are unique, also after going back', () => {
  for (const name of ['notes', 'diary', 'rewound']) {
    const ids = feed(name).map((item) => item.id);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

it('shows what failed on the way', () => {
  const notes = of(feed('diary'), 'note').filter((note) => note.title.startsWith('The model failed'));
  expect(notes).toHaveLength(2);
});

it('keeps what a model answered, with who said it', () => {
  const answers = of(feed('diary'), 'written');
  const ended = events('diary').filter(
    ({ body }) => body.family === 'model' && body.event.kind !== 'requested' && body.event.kind !== 'failed',
  );
  expect(answers).toHaveLength(ended.length);
  expect(answers.length).toBeGreaterThan(0);
  expect(answers.every((one) => one.model !== '' && one.answer !== '')).toBe(true);
});
