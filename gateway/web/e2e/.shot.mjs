import { launch } from './browser.mjs';
import { Stage, fixture } from './stage.mjs';
import { mkdirSync } from 'node:fs';
const notes = fixture('notes'),
  diary = fixture('diary');
const B = structuredClone(notes).map((e) => ({ ...e, session: 'b'.repeat(26) }));
for (const { body } of B) {
  if (body.family === 'claim' && body.event.kind === 'ruled' && body.event.ruling.key === 'api.pagination')
    body.event.ruling.value = 'cursor';
  if (body.family === 'file' && body.event.kind === 'staged' && /README/.test(body.event.file.path)) {
    body.event.file.hash = 'x';
    body.event.file.lines += 3;
  }
  if (body.family === 'check' && body.event.kind === 'ended') body.event.result.duration_ms *= 2;
}
const records = new Map([
  [notes[0].session, { title: 'Notes', events: notes }],
  [B[0].session, { title: 'Notes again', events: B }],
  [diary[0].session, { title: 'Diary', events: diary }],
]);
const stage = new Stage(records);
await stage.start();
const browser = await launch();
const out = '/tmp/vshots';
mkdirSync(out, { recursive: true });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.on('pageerror', (e) => console.log('ERR', e.message));
page.on('console', (m) => m.type() === 'error' && console.log('CONSOLE', m.text()));
await stage.play(page);
const s = `${stage.site}#/s/${notes[0].session}`;
const go = async (at, w, theme) => {
  await page.setViewportSize({ width: w, height: w < 500 ? 844 : 900 });
  await page.emulateMedia({ colorScheme: theme });
  await page.goto('about:blank');
  await page.goto(at);
  await page.waitForTimeout(500);
};
await go(`${s}/compare?with=${B[0].session}`, 1440, 'light');
await page.screenshot({ path: `${out}/compare-1440-light.png` });
await go(`${s}/compare`, 390, 'dark');
await page.screenshot({ path: `${out}/compare-390-dark.png` });
await go(`${s}/replay?seq=150`, 1440, 'dark');
await page.keyboard.press('n');
await page.keyboard.type('This is where the sign-in was settled.');
await page.screenshot({ path: `${out}/note-dark.png` });
await page.getByRole('tab', { name: 'Markers' }).click();
await page.screenshot({ path: `${out}/markers-dark.png` });
await page.getByRole('tab', { name: 'State' }).click();
await page.screenshot({ path: `${out}/state-dark.png` });
await go(`${s}/replay?seq=150`, 390, 'light');
await page.screenshot({ path: `${out}/replay-390.png` });
await browser.close();
await stage.end();
