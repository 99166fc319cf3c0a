// How the viewer does with a very long session: 100,000 events in an exported page, opened from disk; and, where SAMRIDDH_BIN names the
// program, how soon its page is there. It tells, and judges nothing.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { asBuilt, launch } from './browser.mjs';
import { Gateway } from './gateway.mjs';

const EVENTS = Number(process.env.EVENTS ?? 100_000);
const WEB = new URL('../', import.meta.url);

/** A recorded session, then one that goes on and on: tasks, messages, claims of seven agents. */
function longSession() {
  const text = readFileSync(new URL('../../protocol/fixtures/notes.jsonl', WEB), 'utf8');
  const events = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .slice(0, 180);
  const roles = ['backend', 'database', 'devops', 'docs', 'frontend', 'security', 'tester'];
  let at = events.at(-1).at_ms;
  for (let seq = events.length + 1; seq <= EVENTS; seq += 1) {
    const turn = Math.floor(seq / 6);
    const role = roles[turn % roles.length];
    const id = `long.${turn}`;
    const task = { id, kind: { kind: 'render', pack: role }, role, deadline_ms: 1000 };
    const sent = { kind: 'sent', from: 'session', to: role, about: id, subject: 'assignment' };
    const claim = {
      key: `k.${turn % 40}`,
      value: String(seq),
      by: role,
      reason: 'for the length',
      evidence: { kind: 'judgement' },
    };
    const bodies = [
      { family: 'task', event: { kind: 'started', task, attempt: 1 } },
      { family: 'message', event: sent },
      { family: 'claim', event: { kind: 'published', claim } },
      { family: 'message', event: { ...sent, from: role, to: 'session', subject: 'answer' } },
      { family: 'message', event: sent },
      { family: 'task', event: { kind: 'ended', task: id, end: 'done', why: '' } },
    ];
    at += seq % 997 === 0 ? 20_000 : seq % 3;
    const body = bodies[seq % 6];
    const known = seq - (seq % 6) > 180;
    events.push({
      seq,
      at_ms: at,
      session: events[0].session,
      agent: role,
      incarnation: 1,
      correlation: id,
      body: known ? body : { family: 'message', event: sent },
    });
  }
  return events;
}

const record = { title: 'A very long session', redacted: 0, events: longSession() };
const packed = gzipSync(JSON.stringify(record)).toString('base64');
const viewer = readFileSync(new URL('dist/viewer.html', WEB), 'utf8');
const file = join(mkdtempSync(join(tmpdir(), 'samriddh-bench-')), 'long.html');
writeFileSync(file, viewer.split('RECORD-GOES-HERE').join(packed));

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.on('pageerror', (error) => console.error(error.message));

/** What a frame takes while something is done in each. */
const frames = (run) =>
  page.evaluate(async (source) => {
    const act = new Function('step', source);
    const times = [];
    for (let step = 0; step < 90; step += 1) {
      const before = performance.now();
      act(step);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      if (step >= 10) times.push(performance.now() - before);
    }
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.floor(times.length * share)];
    return { p50: at(0.5), p95: at(0.95) };
  }, run);

const load = () => loadavg()[0].toFixed(1);
console.log(`${EVENTS} events, ${cpus().length} cores, load ${load()}`);
await page.setContent('<!doctype html><p>nothing</p>');
const empty = await frames('');
const rows = [];
const row = (what, found, aim, more = '') => rows.push({ what, found, aim, more });
const told = (name, { p50, p95 }, aim) =>
  row(
    name,
    `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
    aim,
    `${(p50 / empty.p50).toFixed(2)} and ${(p95 / empty.p95).toFixed(2)} times an empty page's`,
  );
told('an empty page, a frame', empty, 'none');

const from = performance.now();
await page.goto(`file://${file}`);
await page.getByRole('slider', { name: 'Moment of the session' }).waitFor();
const shown = Math.round(performance.now() - from);
const firstPaint = (one) =>
  one.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN);
row(
  'first paint of an exported page',
  `${Math.round(await firstPaint(page))} ms`,
  '600 ms',
  `${(readFileSync(file).length / 1e6).toFixed(2)} MB; all of it after ${shown} ms`,
);

const wheel = `document.querySelector('[role=application]').dispatchEvent(new WheelEvent('wheel', { deltaY: step % 60 < 30 ? -60 : 60, clientX: 700, cancelable: true }))`;
const scroll = `document.querySelector('[role=listbox]').scrollTop = step * 4000`;
const seek = `document.querySelector('[role=slider]').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', shiftKey: true, bubbles: true }))`;
const fit = () => page.getByRole('button', { name: 'Show all of it' }).click();
await fit();
told('zoom, a frame', await frames(wheel), '20 ms');
told('scroll of the list, a frame', await frames(scroll), '40 ms');
told('ten events back, a frame', await frames(seek), '40 ms');
await page.getByRole('button', { name: /details hidden/ }).click();
await fit();
told('zoom with every event shown, a frame', await frames(wheel), '20 ms');
const client = await page.context().newCDPSession(page);
await client.send('HeapProfiler.collectGarbage');
const { usedSize } = await client.send('Runtime.getHeapUsage');
row('heap of an exported page', `${(usedSize / 1e6).toFixed(1)} MB`, '60 MB', `load ${load()}`);
if (process.env.SAMRIDDH_BIN) await app();
await browser.close();
console.table(Object.fromEntries(rows.map(({ what, ...rest }) => [what, rest])));

/** The page of the gateway itself, opened often enough for a median: without anything kept of it, and as somebody who comes again. */
async function app() {
  const gateway = new Gateway();
  await gateway.start();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await asBuilt(context);
  const one = await context.newPage();
  await one.goto(gateway.address);
  await one.getByText('Connected').waitFor();
  const client = await context.newCDPSession(one);
  const middle = (all) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)];
  for (const [name, cached] of [
    ['without a cache', false],
    ['from the cache', true],
  ]) {
    await client.send('Network.setCacheDisabled', { cacheDisabled: !cached });
    const paints = [];
    const usable = [];
    for (let i = 0; i < 7; i += 1) {
      await one.goto('about:blank');
      const before = performance.now();
      await one.goto(`http://127.0.0.1:${gateway.port}/`);
      await one.getByLabel('Your request').pressSequentially('a');
      usable.push(performance.now() - before);
      paints.push(await firstPaint(one));
    }
    row(`first paint of the page, ${name}`, `${Math.round(middle(paints))} ms`, '600 ms', 'median of 7');
    row(`first letter typed, ${name}`, `${Math.round(middle(usable))} ms`, '1000 ms', 'median of 7');
  }
  await context.close();
  await gateway.end();
}
