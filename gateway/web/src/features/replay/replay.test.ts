// Going to a moment is the same as playing up to it; an export holds the record and no secret.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readRecord } from '../../drivers/recorded.ts';
import { foldAll } from '../../fold/fold.ts';
import type { Event } from '../../protocol/event.ts';
import { chaptersOf } from '../activity/chapters.ts';
import { clockOf, placeAt } from './clock.ts';
import { factsOf, partsOf } from './moment.ts';
import { Moments } from './moments.ts';
import { clean, together } from './noted.ts';
import { RECORD_MARK, assemble, pack, unpack } from './packing.ts';
import { proofOf } from './proof.ts';
import { findings, masked, redact, redactLines } from './redact.ts';

const read = (name: string): Event[] =>
  readRecord(
    readFileSync(new URL(`../../../../../protocol/fixtures/${name}.jsonl`, import.meta.url), 'utf8'),
  ).map((marked) => marked.event);
const diary = read('diary');

it('a moment is reached alike by seeking in any order and by playing', () => {
  for (const name of ['diary', 'rewound']) {
    const events = read(name);
    const moments = new Moments(events);
    for (const place of [events.length - 1, 0, 250, 12, 201, 199, 200, 100]) {
      const upTo = Math.min(place, events.length - 1);
      expect(moments.at(place), `${name} ${place}`).toEqual(foldAll(events.slice(0, upTo + 1)));
    }
    expect(moments.at(-1).seq).toBe(0);
  }
});

it('the clock passes the whole session, and shortens waits only where asked', () => {
  const real = clockOf(diary, false);
  expect(real.length).toBe(diary.at(-1)!.at_ms - diary[0]!.at_ms);
  const short = clockOf(diary, true);
  expect(short.length).toBeLessThan(real.length);
  for (const at of [0, 20, 150, diary.length - 1]) {
    // Of events at one time, the last is the one that has happened.
    const place = placeAt(real, real.times[at]!);
    expect(real.times[place]).toBe(real.times[at]);
    expect(place).toBeGreaterThanOrEqual(at);
  }
});

it('secrets, addresses and home folders are listed once each, and gone from the record', () => {
  const secret = 'sk-abcdefghijklmnop1234';
  const events: Event[] = [
    {
      ...diary[0]!,
      body: {
        family: 'session',
        event: {
          kind: 'opened',
          request: `use ${secret}, mail ada@example.org, postgres://ada:hunter22@db/x, password=swordfish`,
          options: { out: '/home/ada/diary', approve: false, verify: 'none' },
          program: secret,
        },
      },
    },
  ];
  const found = findings(events);
  expect(found.map((one) => one.kind)).toEqual(['secret', 'secret', 'secret', 'address', 'folder']);
  expect(found[0]).toMatchObject({ text: secret, count: 2 });
  const text = JSON.stringify(redact(events, found));
  for (const hidden of [secret, 'ada@example.org', 'hunter22', 'swordfish', '/home/ada'])
    expect(text).not.toContain(hidden);
  expect(masked(secret)).not.toContain('efgh');
  expect(
    findings(redact(events, found)).filter((one) => one.kind === 'secret' && one.text !== '[secret]'),
  ).toEqual([]);
  expect(redact(events, [])).toEqual(events);
});

it('lines of JSON stay lines of JSON when something is taken out of them', () => {
  const secret = 'sk-abcdefghijklmnop1234';
  const lines =
    [{ a: `use "${secret}"` }, { [secret]: 1 }].map((one) => JSON.stringify(one)).join('\n') + '\n';
  const text = redactLines(lines, findings({ secret }));
  expect(text).not.toContain(secret);
  expect(
    text
      .split('\n')
      .slice(0, 2)
      .map((one) => JSON.parse(one) as unknown),
  ).toEqual([{ a: 'use "[secret]"' }, { '[secret]': 1 }]);
  expect(text.endsWith('\n')).toBe(true);
});

it('a record is called verified only where its chain is whole and leads to what it says', () => {
  const whole = { verdict: 'intact', records: 7, head: 'ab', unfounded_rewind: null, foreign_fork: null };
  expect(proofOf(whole)).toMatchObject({ tone: 'good', text: 'verified' });
  expect(proofOf({ ...whole, verdict: 'unfinished' }).tone).toBe('warn');
  for (const bad of [
    { ...whole, unfounded_rewind: 4 },
    { ...whole, foreign_fork: 4 },
    { verdict: 'damaged', record: 3, reason: 'its hash is another' },
    { verdict: 'empty', records: 0 },
    {},
  ])
    expect(proofOf(bad)).toMatchObject({ tone: 'bad', text: 'altered' });
  expect(proofOf({ verdict: 'damaged', record: 3, reason: 'its hash is another' }).more).toBe(
    'record 3: its hash is another',
  );
});

it('notes are texts at events, few and short enough, and are cleaned of secrets like the record', async () => {
  expect(clean({ 3: 'good', 0: 'no event', x: 'no number', 4: 5, 6: '', 7: 'y'.repeat(9_000) })).toEqual({
    3: 'good',
    7: 'y'.repeat(2_000),
  });
  expect(clean(null)).toEqual({});
  const notes = { 3: 'the password=swordfish is here' };
  const found = findings([diary, notes]);
  const record = { title: 'Diary', redacted: 1, events: diary, notes: redact(notes, found) };
  expect((await unpack(await pack(record))).notes).toEqual({ 3: 'the password=[secret] is here' });
});

it('notes are among the chapters, in order', () => {
  const chapters = chaptersOf(diary);
  const mine = { at: 40, title: 'mine', tone: 'accent' as const, kind: 'note' as const };
  const all = together(chapters, [mine]);
  expect(all).toHaveLength(chapters.length + 1);
  expect(all.every((one, at) => at === 0 || all[at - 1]!.at <= one.at)).toBe(true);
  expect(together(chapters, [])).toEqual(chapters);
});

it('a moment says what was claimed, planned, proved and spent, up to the end of the record', () => {
  const titles = partsOf(foldAll(read('notes'))).map((one) => one.title.replace(/ \(.*|:.*/, ''));
  expect(titles).toEqual(['Disagreements', 'Plan', 'Claims, the last of each question', 'Checks', 'Reached']);
  expect(partsOf(foldAll(diary.slice(0, 3)))).not.toContainEqual(
    expect.objectContaining({ title: 'Checks' }),
  );
  expect(factsOf(foldAll(diary)).find(([name]) => name === 'Tasks')![1]).toMatch(/done, 0 running/);
});

it('what is packed comes out again, and a page with it holds no title that is markup', async () => {
  const packed = await pack({ title: 'Diary', redacted: 0, events: diary });
  expect(packed).toMatch(/^[A-Za-z0-9+/=]+$/);
  expect((await unpack(packed)).events).toEqual(diary);
  const page = assemble(
    `<title>TITLE-GOES-HERE</title><script>${RECORD_MARK}</script>`,
    packed,
    '</title><script>x</script>',
  );
  expect(page).toContain(packed);
  expect(page).not.toContain('<script>x');
  expect(() => assemble('<html></html>', packed, '')).toThrow('no place for a record');
});
