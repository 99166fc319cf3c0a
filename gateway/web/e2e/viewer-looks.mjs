// Every view of a session in every look: both themes, forced colours, twice as large, and on the narrowest page.
import { LOOKS } from './looks.mjs';
import { Stage, fixture } from './stage.mjs';

const NOTES = fixture('notes');
const [A, B] = [NOTES[0].session, 'b'.repeat(NOTES[0].session.length)];

/** A second run of the same, in which something was ruled, written and proved otherwise. */
function another() {
  return structuredClone(NOTES).map((event) => {
    const it = event.body.event;
    if (it.kind === 'ruled' && it.ruling.key === 'api.pagination') it.ruling.value = 'cursor';
    if (it.kind === 'staged' && it.file.path === 'README.md') it.file.hash = 'other';
    return { ...event, session: B };
  });
}

const VIEWS = {
  talk: (at) => `${at}`,
  events: (at) => `${at}/activity?seq=150`,
  supervision: (at) => `${at}/activity?seq=151`,
  consensus: (at) => `${at}/activity?seq=148`,
  state: (at) => `${at}/replay?seq=120`,
  event: (at) => `${at}/replay?seq=121`,
  markers: (at) => `${at}/replay?seq=122`,
  files: (at) => `${at}/replay?seq=290`,
  compare: (at) => `${at}/compare?with=${B}`,
};

/** Twice as large is half as much room with twice the points. */
const SIZES = {
  '': { viewport: { width: 1440, height: 900 }, looks: Object.keys(LOOKS) },
  'twice-': { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2, looks: ['light', 'forced-dark'] },
  '320-': { viewport: { width: 320, height: 640 }, looks: ['dark', 'forced-light'] },
};

async function open(page, site, view) {
  await page.goto('about:blank');
  await page.goto(VIEWS[view](`${site}#/s/${A}`));
  const tab = (name) => page.getByRole('tab', { name, exact: typeof name === 'string' }).click();
  if (view === 'talk') return page.getByRole('region', { name: 'Result' }).waitFor();
  if (view === 'compare') return page.getByRole('region', { name: 'Step by step' }).waitFor();
  await page.getByRole('application').waitFor();
  if (view === 'events') {
    await tab('Events');
    return page.getByRole('listbox').waitFor();
  }
  if (view === 'supervision') {
    await tab('Supervision');
    return page.getByRole('region', { name: 'Supervision tree' }).getByRole('button').first().click();
  }
  if (view === 'consensus') {
    await tab(/^Consensus/);
    return page.getByRole('region', { name: /^Question/ }).waitFor();
  }
  // On a narrow page the other two take the room of what stands beside them.
  await tab('Events');
  await tab(view[0].toUpperCase() + view.slice(1));
  await page
    .getByRole('tabpanel', { name: { state: 'now', markers: 'marks' }[view] ?? view, exact: true })
    .waitFor();
}

export async function everyLook(browser, watch) {
  const stage = new Stage(
    new Map([
      [A, { title: 'Notes', events: NOTES }],
      [B, { title: 'Notes again', events: another() }],
    ]),
  );
  await stage.start();
  try {
    for (const [size, { looks, ...options }] of Object.entries(SIZES)) {
      for (const look of looks)
        await oneLook(browser, watch, stage, `${size}${look}`, { ...options, ...LOOKS[look] });
    }
  } finally {
    await stage.end();
  }
}

async function oneLook(browser, watch, stage, name, options) {
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
  const page = await context.newPage();
  watch.listen(page, name);
  await stage.play(page);
  for (const view of Object.keys(VIEWS)) {
    await open(page, stage.site, view);
    await watch.see(page, `20-${view}-${name}`);
  }
  if (options.viewport.width > 1000) await rebinding(page, watch, name);
  await context.close();
}

/** The map of keys while a key is asked for that another has. */
async function rebinding(page, watch, name) {
  await page.locator('main').focus();
  await page.keyboard.press('?');
  const map = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await map.getByRole('button', { name: 'Change the key for Home' }).click();
  await page.keyboard.press('t');
  await map.getByRole('alert').waitFor();
  await watch.see(page, `21-keys-${name}`);
  await map.getByRole('button', { name: 'Leave it' }).click();
  await page.keyboard.press('Escape');
}
