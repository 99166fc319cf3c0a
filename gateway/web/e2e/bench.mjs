// How the viewer does with a very long session: 100,000 events in an exported page, opened from disk.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launch } from './browser.mjs';

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
const told = (name, { p50, p95 }, aim) =>
  console.log(
    `${name}: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (aim ${aim}); ` +
      `${(p50 / empty.p50).toFixed(2)} and ${(p95 / empty.p95).toFixed(2)} times an empty page's`,
  );
told('an empty page, a frame', empty, 'none');

const from = performance.now();
await page.goto(`file://${file}`);
await page.getByRole('slider', { name: 'Moment of the session' }).waitFor();
const shown = Math.round(performance.now() - from);
const painted = await page.evaluate(
  () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
);
console.log(
  `file ${(readFileSync(file).length / 1e6).toFixed(2)} MB: first paint after ${Math.round(painted)} ms (aim 600), all of it after ${shown} ms`,
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
console.log(`heap: ${(usedSize / 1e6).toFixed(1)} MB (aim 60); load ${load()}`);
await browser.close();
