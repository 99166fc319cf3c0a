// A session that attacks with everything it says, in the page and in an exported file: nothing of it runs, nothing leaves.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ELSEWHERE, MARK, TEXTS, hostile } from './hostile.mjs';
import { Stage, fixture } from './stage.mjs';

/** What no text may become an element of. */
const ELEMENTS = [
  'script',
  'iframe',
  'object',
  'embed',
  'img',
  'base',
  'link',
  'meta',
  'style',
  'form[action]',
  'a[href^="javascript" i]',
  // An address in a text is a link that says where it leads, and tells nobody from where one comes.
  `[href^="${ELSEWHERE}"]:not(a[target="_blank"][rel~="noopener"][rel~="noreferrer"][title^="${ELSEWHERE}"])`,
  `[src]`,
  '[onerror], [onload], [onfocus]',
].map((one) => `#app ${one}`);

export async function guard(page, site, watch, name) {
  watch.listen(page, name);
  page.on('dialog', (dialog) => watch.troubles.push(`${name}: a dialog opened: ${dialog.message()}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(site) && !/^(data|blob|file|about):/.test(url))
      watch.troubles.push(`${name}: asked for ${url}`);
  });
  await page.addInitScript(() => {
    globalThis.__violations = [];
    addEventListener('securitypolicyviolation', (event) =>
      globalThis.__violations.push(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
}

export async function unharmed(page, where) {
  const found = await page.evaluate(
    ([mark, elements]) => ({
      struck: mark in globalThis,
      violations: globalThis.__violations,
      elements: elements.filter((one) => document.querySelector(one)),
      polluted: Object.keys(Object.prototype),
    }),
    [MARK, ELEMENTS],
  );
  assert.deepEqual(found, { struck: false, violations: [], elements: [], polluted: [] }, where);
}

/** Everything that opens, opened: rows, folds, lists, one after another while the page goes on changing. */
async function openAll(page) {
  const closed = page.locator('main [aria-expanded="false"]:visible:not(:disabled), main summary:visible');
  const count = Math.min(12, await closed.count());
  for (let i = 0; i < count; i += 1) {
    const one = closed.nth(0);
    if ((await one.count()) === 0) return;
    await one.evaluate((element) => element.click());
  }
}

export async function hostileSession(browser, watch) {
  const events = hostile(fixture('notes'));
  const id = events[0].session;
  const other = 'c'.repeat(id.length);
  const stage = new Stage(
    new Map([
      [id, { title: TEXTS[2], events }],
      [
        other,
        { title: TEXTS[0], events: hostile(fixture('diary')).map((event) => ({ ...event, session: other })) },
      ],
    ]),
  );
  // Without what would make it no text.
  stage.text = TEXTS.join('\n').replaceAll('\0', '');
  stage.hits = TEXTS.map((text, at) => ({ session: id, seq: at + 1, title: text, excerpt: text }));
  await stage.start();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  try {
    const page = await context.newPage();
    await guard(page, stage.site, watch, 'hostile');
    await stage.play(page);
    const views = ['', '/activity', '/replay', `/compare?with=${other}`];
    for (const view of views) {
      await page.goto('about:blank');
      await page.goto(`${stage.site}#/s/${id}${view}`);
      await page.getByRole('tabpanel').first().waitFor();
      await page.waitForFunction(() => /<|>/.test(document.querySelector('main')?.textContent ?? ''));
      for (const tab of await page.getByRole('tab').all()) {
        const name = await tab.textContent();
        if (/Conversation|Activity|Replay|Compare/.test(name)) continue;
        await tab.click();
        await openAll(page);
        await unharmed(page, `${view} ${name}`);
      }
      await unharmed(page, view);
    }
    await page.goto(`${stage.site}#/`);
    await page.getByRole('region', { name: 'Sessions' }).waitFor();
    await found(page);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await unharmed(page, 'home and palette');
    await page.keyboard.press('Escape');
    await page.goto(`${stage.site}#/s/${id}`);
    await changes(page);
    await texts(page);
    await writes(context, watch, stage);
    await exported(context, page, stage, id, watch);
  } finally {
    await context.close();
    await stage.end();
  }
}

/** The search of home, in what is typed and in what is found. */
async function found(page) {
  const field = page.getByLabel('Search sessions and what happened in them');
  for (const text of TEXTS.slice(0, 4)) {
    await field.fill(text);
    await page.waitForTimeout(50);
    await unharmed(page, `searching ${text}`);
  }
  await field.fill('session');
  await page.locator(`a[href*="seq="]`).first().waitFor();
  await unharmed(page, 'what was found');
  await field.fill('');
}

/** Every file's change, in both layouts, with the colours of its language. */
async function changes(page) {
  await page.getByRole('region', { name: 'Result' }).waitFor();
  await page.locator('main').focus();
  await page.keyboard.press('d');
  const dialog = page.getByRole('dialog', { name: 'Changes' });
  await dialog.locator('table.diff').waitFor();
  for (const layout of ['Inline', 'Auto']) {
    await dialog.getByRole('radio', { name: layout }).check({ force: true });
    for (let i = 0; i < 12; i += 1) {
      await page.keyboard.press('j');
      await unharmed(page, `change ${i}, ${layout}`);
    }
  }
  await dialog.locator('table.diff .keyword, table.diff .string').first().waitFor();
  await dialog.getByLabel('Find a changed file').fill(TEXTS[0]);
  await unharmed(page, 'finding a changed file');
  await page.keyboard.press('Escape');
}

/** A file as it was made, as source and as it is read; its name is an attack as well. */
async function texts(page) {
  await page.getByRole('tab', { name: /^Files/ }).click();
  const files = page.getByRole('tabpanel', { name: 'files' }).getByRole('button');
  const count = Math.min(8, await files.count());
  for (let i = 1; i < count; i += 1) {
    await files.nth(i).evaluate((button) => button.click());
    await page.waitForTimeout(50);
    await unharmed(page, `file ${i}`);
    if (await page.locator('dialog[open]').count()) await page.keyboard.press('Escape');
  }
}

/** A plan that waits: what is typed, what is offered, what is asked, and what is in the review. */
async function writes(context, watch, stage) {
  const [whole] = [...stage.records.values()];
  const drafted = whole.events.findIndex(
    ({ body }) => body.family === 'plan' && body.event.kind === 'drafted',
  );
  const session = 'd'.repeat(26);
  const events = whole.events.slice(0, drafted + 1).map((event) => ({ ...event, session }));
  const question = {
    id: 'q',
    key: TEXTS[2],
    text: TEXTS.join('\n\n'),
    options: TEXTS,
    recommended: TEXTS[0],
  };
  const asked = { family: 'human', event: { kind: 'asked', question } };
  stage.records.set(session, { title: TEXTS[1], events });
  const page = await context.newPage();
  await guard(page, stage.site, watch, 'hostile plan');
  await stage.play(page);
  await page.goto(`${stage.site}#/s/${session}`);
  const writer = page.getByLabel('Change the plan, in words');
  await writer.waitFor();
  await openAll(page);
  for (const text of TEXTS) {
    await writer.fill(`${text} @`);
    await writer.press('End');
  }
  await unharmed(page, 'the plan and what is written to it');
  await writer.fill('');
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await page.getByRole('dialog').waitFor();
  await unharmed(page, 'the review');
  await page.keyboard.press('Escape');
  events.push({ ...events.at(-1), seq: events.length + 1, body: asked });
  await page.reload();
  await page.getByRole('region', { name: 'A question to you' }).waitFor();
  await unharmed(page, 'a question');
  await page.close();
}

async function exported(context, page, stage, id, watch) {
  await page.goto(`${stage.site}#/s/${id}/replay?seq=100`);
  await page.getByRole('slider', { name: 'Moment of the session' }).waitFor();
  await page.keyboard.press('n');
  await page.keyboard.type(TEXTS[0]);
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the page' }).click(),
  ]);
  const file = join(mkdtempSync(join(tmpdir(), 'samriddh-hostile-')), 'hostile.html');
  await download.saveAs(file);
  const alone = await context.newPage();
  await guard(alone, 'file:', watch, 'hostile export');
  await alone.goto(`file://${file}#seq=100`);
  await alone.getByRole('slider', { name: 'Moment of the session' }).waitFor();
  for (const tab of await alone.getByRole('tab').all()) {
    await tab.click();
    await openAll(alone);
    await unharmed(alone, `exported ${await tab.textContent()}`);
  }
  await alone.getByRole('tab', { name: 'Markers' }).click();
  await alone.getByRole('button', { name: `#100 ${TEXTS[0]}` }).waitFor();
  await alone.close();
}
