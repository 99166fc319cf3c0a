// Every state that is not simply a session which ended: the door, home, what waits, what runs, what loads, what went wrong, each dialog;
// by axe in every look, and as a picture on a phone.
import assert from 'node:assert/strict';
import { LOOKS } from './looks.mjs';
import { Stage, fixture } from './stage.mjs';

const NOTES = fixture('notes');
const of = (letter) => letter.repeat(NOTES[0].session.length);
const [DONE, PLAN, RUNS, HALF, GONE, ASKED] = [NOTES[0].session, ...['d', 'e', 'f', 'g', 'h'].map(of)];
const upTo = (wanted) =>
  NOTES.slice(0, 1 + NOTES.findIndex(({ body }) => body.family === 'plan' && body.event.kind === wanted));
const another = (session, events) => events.map((event) => ({ ...event, session }));

/** What a person is asked, after what was recorded. */
function asked(session, events) {
  const question = {
    id: 'q',
    key: 'api.page_size',
    text: 'How many records does one page hold?',
    options: ['20', '25'],
    recommended: '20',
  };
  const last = events.at(-1);
  const more = { ...last, seq: last.seq + 1, body: { family: 'human', event: { kind: 'asked', question } } };
  return another(session, [...events, more]);
}

const records = () =>
  new Map([
    [DONE, { title: 'Notes', events: NOTES }],
    [PLAN, { title: 'A plan', events: another(PLAN, upTo('drafted')), state: 'waiting_plan' }],
    [RUNS, { title: 'At work', events: another(RUNS, NOTES.slice(0, 180)), state: 'working' }],
    [
      HALF,
      {
        title: 'Very long',
        events: another(HALF, NOTES.slice(0, 99)),
        state: 'working',
        total: 9000,
        half: true,
      },
    ],
    [GONE, { title: 'Damaged', events: [], state: 'damaged', refused: 'its record is damaged' }],
    [ASKED, { title: 'A question', events: asked(ASKED, NOTES.slice(0, 160)), state: 'waiting_answer' }],
  ]);

const button = (page, name) => page.getByRole('button', { name, exact: true });
const dialog = (page, name) => page.getByRole('dialog', { name }).waitFor();
const region = (page, name) => page.getByRole('region', { name }).waitFor();

/** Where each is, and how it comes about; what it leaves behind is closed with Escape. */
const STATES = {
  home: ['/', (page) => region(page, 'Sessions')],
  asking: ['/', (page) => button(page, 'Options').click()],
  palette: [
    '/',
    async (page) => {
      await region(page, 'Sessions');
      await page.keyboard.press('Control+k');
      await dialog(page, 'Search and commands');
      await page.keyboard.type('no');
    },
  ],
  plan: [`/s/${PLAN}`, (page) => button(page, 'Approve and build').waitFor()],
  item: [`/s/${PLAN}`, (page) => button(page, 'Change Note.title').click()],
  review: [
    `/s/${PLAN}`,
    async (page) => {
      await button(page, 'Review').click();
      await dialog(page, 'What approving does');
    },
  ],
  question: [`/s/${ASKED}`, (page) => region(page, 'A question to you')],
  running: [`/s/${RUNS}`, (page) => button(page, 'Pause').waitFor()],
  'running-lanes': [`/s/${RUNS}/activity`, (page) => page.getByRole('application').waitFor()],
  cancel: [
    `/s/${RUNS}`,
    async (page) => {
      await button(page, 'Pause').waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('cancel the session');
      await page.keyboard.press('Enter');
      await dialog(page, 'Cancel this session?');
    },
  ],
  toast: [
    `/s/${RUNS}`,
    async (page, stage) => {
      stage.refusal = 'the session is busy';
      await button(page, 'Pause').click();
      await page.locator('.toast').waitFor();
      stage.refusal = null;
    },
  ],
  loading: [
    `/s/${HALF}`,
    async (page) => {
      await page
        .getByText('Loading 99 of 9,000 events')
        .or(page.getByText(/Loading 99 of 9\D?000 events/))
        .first()
        .waitFor();
      assert.equal(await page.getByRole('article').count(), 0, 'half of it is not shown as all of it');
    },
  ],
  'not-shown': [`/s/${GONE}`, (page) => page.getByText('This session cannot be shown').waitFor()],
  changes: [
    `/s/${DONE}`,
    async (page) => {
      await region(page, 'Result');
      await page.locator('main').focus();
      await page.keyboard.press('d');
      await page.getByRole('dialog', { name: 'Changes' }).locator('table.diff').waitFor();
    },
  ],
  context: [
    `/s/${DONE}`,
    async (page) => {
      await button(page, 'Context of models').click();
      await dialog(page, 'Context of models');
    },
  ],
  kept: [
    `/s/${DONE}`,
    async (page) => {
      await region(page, 'Result');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('files that were handed over');
      await page.keyboard.press('Enter');
      await dialog(page, 'Files handed over');
    },
  ],
  fork: [
    `/s/${DONE}/replay?seq=40`,
    async (page) => {
      await button(page, 'Fork here').click();
      await dialog(page, 'Fork at event 40');
    },
  ],
  // From another face, by the palette.
  export: [
    `/s/${DONE}`,
    async (page) => {
      await region(page, 'Result');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('export the session');
      await page.keyboard.press('Enter');
      await dialog(page, 'Export this session');
    },
  ],
  lost: [
    `/s/${RUNS}`,
    async (page, stage) => {
      await button(page, 'Pause').waitFor();
      await stage.cut();
      await region(page, 'Connection');
    },
  ],
  door: [
    '/',
    async (page, stage) => {
      stage.shut = true;
      await page.reload();
      await page.getByRole('heading', { name: 'This page is for whoever started it' }).waitFor();
      stage.shut = false;
    },
  ],
};

export async function everyState(browser, watch) {
  const sizes = { '': { width: 1440, height: 900 }, 'phone-': { width: 390, height: 844 } };
  for (const [look, set] of Object.entries(LOOKS)) await oneSet(browser, watch, look, sizes[''], set);
  await oneSet(browser, watch, 'phone-light', sizes['phone-'], LOOKS.light);
  await oneSet(browser, watch, '320-dark', { width: 320, height: 640 }, LOOKS.dark);
  await large(browser, watch);
}

async function oneSet(browser, watch, name, viewport, set) {
  const stage = new Stage(records());
  stage.text = 'def one():\n    return 1\n';
  stage.kept = [{ id: 'a', name: 'notes.md', size: 2_000, hash: 'x' }];
  await stage.start();
  const context = await browser.newContext({ ...set, viewport, reducedMotion: 'reduce' });
  const page = await context.newPage();
  watch.listen(page, name);
  await stage.play(page);
  for (const [state, [at, reach]] of Object.entries(STATES)) {
    await page.goto('about:blank');
    await page.goto(`${stage.site}#${at}`);
    if (at !== '/') await page.getByRole('tabpanel').first().waitFor();
    page.setDefaultTimeout(10_000);
    try {
      await reach(page, stage);
    } catch (error) {
      watch.troubles.push(`${state} ${name}: ${error.message}`);
      continue;
    }
    await watch.see(page, `22-${state}-${name}`);
  }
  watch.troubles = watch.troubles.filter((one) => !/401 \(Unauthorized\)/.test(one));
  await context.close();
  await stage.end();
}

/** On the largest page a line of text is not as long as the page. */
async function large(browser, watch) {
  const stage = new Stage(records());
  await stage.start();
  const context = await browser.newContext({ viewport: { width: 3840, height: 2160 } });
  const page = await context.newPage();
  watch.listen(page, 'large');
  await stage.play(page);
  const MEASURE_CH = 120;
  for (const [state, at] of Object.entries({ home: '/', talk: `/s/${DONE}`, plan: `/s/${PLAN}` })) {
    await page.goto('about:blank');
    await page.goto(`${stage.site}#${at}`);
    await page
      .locator(at === '/' ? 'main h1, main h2' : '.box ol > li')
      .first()
      .waitFor();
    const wide = await page.evaluate((most) => {
      const ruler = document.createElement('span');
      ruler.style.cssText = 'position:absolute;inline-size:1ch;block-size:1px';
      document.querySelector('main').append(ruler);
      const ch = ruler.getBoundingClientRect().width;
      ruler.remove();
      return [...document.querySelectorAll('main p, main li > p')]
        .map((one) => [one.getBoundingClientRect().width / ch, one.textContent.trim().slice(0, 40)])
        .filter(([width, text]) => width > most && text !== '');
    }, MEASURE_CH);
    for (const [width, text] of wide)
      watch.troubles.push(`large ${state}: a line of ${Math.round(width)} ch: ${text}`);
    await watch.see(page, `23-large-${state}`);
  }
  await context.close();
  await stage.end();
}
