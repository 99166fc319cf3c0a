// The whole journey of somebody who uses no mouse: ask, revise, approve, answer, watch, read a change, replay, export, open from disk.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { asBuilt, launch } from './browser.mjs';
import { Gateway } from './gateway.mjs';
import { Hands } from './hands.mjs';
import { Stage, fixture } from './stage.mjs';
import { inspect, listen, step, walk } from './watching.mjs';

const BLOG =
  'Create a modern blog platform with user authentication, post creation/editing, comments, and admin dashboard. Use React frontend with FastAPI backend and PostgreSQL database.';

const gateway = new Gateway();
await gateway.start();
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
await asBuilt(context);
const page = await context.newPage();
listen(page, 'keyboard');
const hands = new Hands(page);
const shown = (what) => page.getByText(what).first().waitFor({ timeout: 120_000 });
const heading = (name) => page.getByRole('heading', { name });

await walk({ page, browser, gateway }, async () => {
  await step('comes in, past what is the same everywhere', async () => {
    await hands.only();
    await page.goto(gateway.address);
    await shown('Connected');
    assert.equal((await hands.press('Tab')).name, 'Skip to the content');
    await hands.press('Enter');
    await hands.through('home');
  });

  await step('says what should be built, and how it is proved', async () => {
    await hands.to('Your request');
    await hands.type(BLOG);
    await hands.to('Options');
    await hands.press('Enter');
    await hands.to('Folder of the new repository');
    await page.keyboard.press('Control+a');
    await hands.type(join(gateway.folder, 'blog'));
    await hands.to('All checks');
    await hands.press('ArrowRight');
    assert.equal((await hands.at()).name, 'Quick');
    await hands.to('Plan it', 'Shift+Tab');
    await hands.press('Enter');
    await page.getByRole('button', { name: 'Approve and build' }).waitFor({ timeout: 60_000 });
    await hands.through('a plan that waits');
  });

  await step('changes one item of the plan, and leaves it again', async () => {
    await hands.to('Change Post.title');
    await hands.press('Enter');
    await hands.to(/^Rename/);
    await hands.press('ArrowRight');
    await hands.press('Escape');
    assert.equal((await hands.at()).name, 'Change Post.title', 'Escape leads back to what opened it');
  });

  await step('revises it in words', async () => {
    await page.keyboard.press('m');
    assert.equal((await hands.drawn()).name, 'Change the plan, in words');
    await hands.type('add tags to posts');
    await hands.press('Enter');
    await shown('Plan · revision 2');
    await page.waitForFunction(() => document.activeElement?.matches('.writer textarea'), null, {
      timeout: 10_000,
    });
  });

  await step('looks through what approving does, and approves', async () => {
    await hands.to('Review');
    const back = await hands.dialog('What approving does', () => hands.press('Enter'));
    await back();
    await hands.to('Approve and build');
    await hands.press('Enter');
    await shown('Approved revision 2');
    assert.ok(await hands.settled(), 'where the button was, the focus is still somewhere');
  });

  await step('watches the lanes: from event to event, to what led there and what it led to', async () => {
    await page.keyboard.press('2');
    await page.getByRole('application').waitFor();
    await hands.to(/^Lanes of/);
    const seq = () => page.evaluate(() => Number(/seq=(\d+)/.exec(location.hash)?.[1] ?? 0));
    const after = async (key) => {
      const before = await seq();
      await hands.press(key);
      await page.waitForFunction((was) => !location.hash.endsWith(`seq=${was}`), before, { timeout: 5_000 });
      return seq();
    };
    await after('ArrowRight');
    const second = await after('ArrowRight');
    await after('ArrowDown');
    assert.notEqual(await after('ArrowLeft'), second);
    await after('Home');
    const chapter = await after(']');
    const effect = await after('f');
    assert.ok(effect > chapter, 'what it led to comes later');
    assert.equal(await after('b'), chapter, 'what led there is where one came from');
    await hands.through('activity');
    // The same by what is written beside the lanes.
    await hands.to('Details of the event');
    for (let i = 0; i < 30; i += 1) {
      const at = await hands.press('Tab');
      if (/^\d+ /.test(at.name)) break;
    }
    const before = await seq();
    await hands.press('Enter');
    await page.waitForFunction((was) => !location.hash.endsWith(`seq=${was}`), before);
    assert.ok((await hands.settled()).name, 'what was pressed is gone, and the focus is not');
    await hands.to('Events', 'Shift+Tab');
    for (const view of ['Supervision', 'Consensus']) {
      await hands.press('ArrowRight');
      assert.match((await hands.at()).name, new RegExp(`^${view}`));
      await hands.through(view);
      await hands.to(new RegExp(`^${view}`));
    }
  });

  await step('sees how it ended, and what changed', async () => {
    await page.keyboard.press('1');
    await page.getByRole('region', { name: 'Result' }).waitFor({ timeout: 120_000 });
    await hands.through('a session that ended');
    await hands.to('Conversation');
    const back = await hands.dialog('Changes', async () => {
      await page.keyboard.press('d');
      await page.getByRole('table', { name: /^Change of/ }).waitFor();
    });
    const name = () => page.getByRole('table', { name: /^Change of/ }).getAttribute('aria-label');
    const first = await name();
    await hands.press('j');
    await page.waitForFunction(
      (was) => (document.querySelector('table.diff')?.getAttribute('aria-label') ?? was) !== was,
      first,
    );
    const coloured = page.locator('table.diff .keyword, table.diff .string');
    for (let i = 0; i < 40 && (await coloured.count()) === 0; i += 1) await hands.press('j');
    await coloured.first().waitFor();
    await inspect(page, '60-diff');
    await back();
  });

  await step('opens a file and the output of a check', async () => {
    await hands.to(/^Team/);
    await hands.press('ArrowRight');
    await hands.to(/backend\.syntax/);
    await hands.press('Enter');
    await shown('exit code 0');
    await hands.to(/^Checks/, 'Shift+Tab');
    await hands.press('ArrowRight');
    await hands.to(/^README\.md/);
    const back = await hands.dialog(/README\.md/, () => hands.press('Enter'));
    await back();
  });

  let last = 0;
  await step('replays: to and fro, to a conflict, in time', async () => {
    await page.keyboard.press('3');
    const slider = page.getByRole('slider', { name: 'Moment of the session' });
    await slider.waitFor();
    last = Number(await slider.getAttribute('aria-valuemax'));
    await hands.through('replay');
    await hands.to('Moment of the session');
    const now = async () => Number(await slider.getAttribute('aria-valuenow'));
    await hands.press('Home');
    assert.equal(await now(), 0);
    await hands.press('ArrowRight');
    await hands.press('Shift+ArrowRight');
    assert.equal(await now(), 11);
    for (let i = 0; i < 60 && !/Conflict on/.test(await slider.getAttribute('aria-valuetext')); i += 1)
      await hands.press('PageUp');
    assert.match(await slider.getAttribute('aria-valuetext'), /Conflict on/);
    const conflict = await now();
    await hands.press('Space');
    await page.waitForFunction(
      (from) => Number(document.querySelector('[role=slider]').getAttribute('aria-valuenow')) > from,
      conflict,
    );
    if (await page.getByRole('button', { name: 'Stop' }).count()) await hands.press('Space');
    await hands.press('n');
    assert.match((await hands.drawn()).name, /^Your note/);
    await hands.type('Seen by keys alone');
    await page.waitForTimeout(200);
  });

  await step('exports it, and reads it from disk', async () => {
    await hands.to('Export');
    const back = await hands.dialog('Export this session', () => hands.press('Enter'));
    await hands.to('Save the page');
    const [download] = await Promise.all([page.waitForEvent('download'), hands.press('Enter')]);
    await page
      .getByRole('status')
      .getByText(/^Saved/)
      .waitFor();
    assert.equal((await hands.drawn()).name, 'Save the page', 'a button that rested is taken up again');
    await back();
    await hands.noMouse();
    const file = join(gateway.folder, 'keyboard.html');
    await download.saveAs(file);
    const alone = await context.newPage();
    listen(alone, 'exported');
    const there = new Hands(alone);
    await there.only();
    await alone.goto(`file://${file}`);
    const slider = alone.getByRole('slider', { name: 'Moment of the session' });
    await slider.waitFor();
    assert.equal(Number(await slider.getAttribute('aria-valuemax')), last);
    await there.through('an exported page');
    await there.to('Moment of the session');
    await there.press('Home');
    await there.press('PageUp');
    await there.to(/^Lanes of/, 'Shift+Tab');
    await there.press('ArrowRight');
    await there.noMouse();
    await alone.close();
  });

  await step('the palette, the map of keys, and home again', async () => {
    const palette = await hands.dialog('Search and commands', () => page.keyboard.press('Control+k'));
    await palette();
    await hands.to('Replay');
    const map = await hands.dialog('Keyboard shortcuts', () => page.keyboard.press('?'));
    await map();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await heading('What should be built?').waitFor();
    assert.ok(await hands.settled(), 'the focus is in the page that came');
    await hands.through('home with a session');
    await hands.noMouse();
  });

  await step('answers a question of the team', async () => {
    // No request is known over which this team comes to a tie, so the question is put into a record.
    const events = fixture('notes').slice(0, 160);
    const question = {
      id: 'ruling.page_size',
      key: 'api.page_size',
      text: 'How many records does one page hold?',
      options: ['20', '25'],
      recommended: '20',
    };
    const last = events.at(-1);
    const asked = { family: 'human', event: { kind: 'asked', question } };
    events.push({ ...last, seq: last.seq + 1, body: asked });
    const stage = new Stage(new Map([[last.session, { title: 'Notes', events }]]));
    await stage.start();
    const other = await context.newPage();
    listen(other, 'asked');
    await stage.play(other);
    const there = new Hands(other);
    await there.only();
    await other.goto(`${stage.site}#/s/${last.session}`);
    await other.getByRole('region', { name: 'A question to you' }).waitFor();
    await there.to('25');
    await there.press('Enter');
    await other.getByText('answered', { exact: true }).waitFor();
    assert.ok(await there.settled(), 'where the answers were, the focus is still somewhere');
    const { command, value } = stage.sent.find((one) => one.command === 'answer');
    assert.deepEqual({ command, value }, { command: 'answer', value: '25' });
    await there.noMouse();
    await other.close();
    await stage.end();
  });
  console.log(`${hands.views} views gone through, ${hands.stops} places where the focus stood`);
});
