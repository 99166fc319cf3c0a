// What is done to sessions by the keyboard alone: an item is changed and sent, sessions are searched, keys are given away, notes are
// listed, runs are forked and compared, work is paused and cancelled, a file is handed over. On records, so that each stands still.
import assert from 'node:assert/strict';
import { launch } from './browser.mjs';
import { Hands } from './hands.mjs';
import { Stage, fixture } from './stage.mjs';
import { listen, step, walk } from './watching.mjs';

const NOTES = fixture('notes');
const of = (letter) => letter.repeat(NOTES[0].session.length);
const [DONE, PLAN, RUNS] = [NOTES[0].session, of('d'), of('e')];
const another = (session, events) => events.map((event) => ({ ...event, session }));
const drafted = NOTES.findIndex(({ body }) => body.family === 'plan' && body.event.kind === 'drafted');

const stage = new Stage(
  new Map([
    [DONE, { title: 'Notes', events: NOTES }],
    [PLAN, { title: 'A plan', events: another(PLAN, NOTES.slice(0, drafted + 1)), state: 'waiting_plan' }],
    [RUNS, { title: 'At work', events: another(RUNS, NOTES.slice(0, 180)), state: 'working' }],
  ]),
);
await stage.start();
const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
listen(page, 'keyboard');
await stage.play(page);
const hands = new Hands(page);
const open = async (at) => {
  await hands.noMouse().catch((error) => {
    if (page.url() !== 'about:blank') throw error;
  });
  await page.goto('about:blank');
  await page.goto(`${stage.site}#${at}`);
};
const sent = (command) => stage.sent.findLast((one) => one.command === command);
const region = (name) => page.getByRole('region', { name }).waitFor();
const until = async (asked) => {
  for (let i = 0; i < 100 && !asked(); i += 1) await page.waitForTimeout(30);
  assert.ok(asked(), String(asked));
};

await walk({ page, browser, gateway: stage }, async () => {
  await hands.only();

  await step('sends a change of one item', async () => {
    await open(`/s/${PLAN}`);
    await page.getByRole('button', { name: 'Approve and build' }).waitFor();
    await hands.to('Change Note.title');
    await hands.press('Enter');
    await hands.to(/^Rename/);
    await hands.to('New name');
    await page.keyboard.press('Control+a');
    await hands.type('headline');
    await page.keyboard.press('Enter');
    await until(() => sent('revise'));
    assert.equal(sent('revise').text, 'rename Note.title to headline');
    await page.locator('main fieldset').waitFor({ state: 'detached' });
    const after = await hands.drawn();
    assert.equal(after.name, 'Change Note.title', 'one is back where one came from');
    assert.ok(after.inSight && after.outlined);
  });

  await step('hands a file over by its button', async () => {
    // Who listens only as the key is pressed may be too late: the browser is told so first.
    page.on('filechooser', () => undefined);
    await hands.to('Hand over files');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    await chooser.setFiles([{ name: 'notes.md', mimeType: 'text/markdown', buffer: Buffer.from('words') }]);
    await page.getByText('1 of 1 file handed over').waitFor();
    await hands.to('All that is kept');
    const back = await hands.dialog('Files handed over', () => hands.press('Enter'));
    await back();
  });

  await step('searches the sessions, and opens what was found', async () => {
    stage.hits = [{ session: DONE, seq: 120, title: 'Notes', excerpt: 'a cursor points at a page' }];
    await open('/');
    await region('Sessions');
    await hands.to('Search sessions and what happened in them');
    await hands.type('cursor');
    await hands.to(/a cursor points/);
    await hands.press('Enter');
    await page.waitForFunction(() => /seq=120/.test(location.hash));
    // The same by the palette, from anywhere.
    await open('/');
    await region('Sessions');
    await page.keyboard.press('Control+k');
    await hands.type('cursor');
    await page.getByRole('option', { name: /a cursor points/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => /seq=120/.test(location.hash));
  });

  await step('gives a shortcut other keys, also one of the changes', async () => {
    await open(`/s/${DONE}`);
    await region('Result');
    await page.locator('main').focus();
    const change = async (label, key) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await hands.to(`Change the key for ${label}`);
      await hands.press('Enter');
      await page.keyboard.press(key);
      await page.getByRole('button', { name: `Reset the key for ${label}` }).waitFor();
      await hands.press('Escape');
    };
    await change('Command palette', 'q');
    const search = page.locator('.sidebar').getByRole('button', { name: 'Search and commands' });
    assert.equal(await search.getAttribute('title'), 'Search and commands (Q)', 'the hint has the new key');
    await page.locator('main').focus();
    await page.keyboard.press('q');
    await page.getByRole('dialog', { name: 'Search and commands' }).waitFor();
    await page.keyboard.press('Escape');
    await change('Next file', 'x');
    await page.locator('main').focus();
    await page.keyboard.press('d');
    await page.getByRole('dialog', { name: 'Changes' }).waitFor();
    const chosen = () => page.locator('dialog [aria-current="true"], dialog [aria-selected="true"]').first();
    await chosen().waitFor();
    const first = await chosen().textContent();
    await page.keyboard.press('j');
    await page.waitForTimeout(150);
    assert.equal(await chosen().textContent(), first, 'the key of before does nothing');
    await page.keyboard.press('x');
    await page.waitForTimeout(300);
    assert.notEqual(await chosen().textContent(), first, 'the new one does it');
    await page.keyboard.press('Escape');
  });

  await step('writes notes, and walks their list', async () => {
    await open(`/s/${DONE}/replay?seq=40`);
    await page.getByRole('slider', { name: 'Moment of the session' }).waitFor();
    await hands.to('Moment of the session');
    await hands.press('n');
    await hands.type('Look here');
    await hands.to('Moment of the session');
    await hands.press('End');
    // The last of what is beside it is open; the arrows lead to the others.
    await hands.to(/^Event$/, 'Shift+Tab');
    for (let i = 0; i < 6 && !/^Markers/.test((await hands.at()).name); i += 1)
      await hands.press('ArrowRight');
    await hands.to('Which markers');
    await page.keyboard.type('Notes');
    await hands.to(/#40/);
    await hands.press('Enter');
    await page.waitForFunction(() => /seq=40/.test(location.hash));
  });

  await step('forks here', async () => {
    await hands.to('Fork here');
    const back = await hands.dialog('Fork at event 40', () => hands.press('Enter'));
    await back();
    await hands.press('Enter');
    await hands.to('Fork');
    await hands.press('Enter');
    await until(() => sent('fork'));
    assert.equal(sent('fork').at, 40);
  });

  await step('compares two runs', async () => {
    await open(`/s/${DONE}`);
    await region('Result');
    await page.keyboard.press('4');
    await hands.to('Compared with');
    await page.keyboard.type('At work');
    await region('Step by step');
    await hands.through('compare');
  });

  await step('pauses, and cancels', async () => {
    await open(`/s/${RUNS}`);
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await hands.to('Pause');
    await hands.press('Enter');
    await until(() => sent('pause')?.session === RUNS);
    await hands.to('Cancel…');
    const back = await hands.dialog('Cancel this session?', () => hands.press('Enter'));
    await back();
    await hands.press('Enter');
    await hands.to('Cancel the session');
    await hands.press('Enter');
    await until(() => sent('cancel')?.session === RUNS);
    assert.ok(await hands.settled(), 'the focus is still somewhere');
    await hands.noMouse();
  });
});
