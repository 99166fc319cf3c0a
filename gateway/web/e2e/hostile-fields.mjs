// Every attack, typed into every field there is, and as the name of a file that is handed over: it stays the text that it is.
import assert from 'node:assert/strict';
import { TEXTS } from './hostile.mjs';
import { Stage, fixture } from './stage.mjs';
import { guard, unharmed } from './viewer-hostile.mjs';

const NOTES = fixture('notes');
const [DONE, PLAN] = [NOTES[0].session, 'd'.repeat(NOTES[0].session.length)];
const DRAFTED = NOTES.findIndex(({ body }) => body.family === 'plan' && body.event.kind === 'drafted');

export async function hostileFields(browser, watch) {
  const stage = new Stage(
    new Map([
      [DONE, { title: 'Notes', events: NOTES }],
      [
        PLAN,
        {
          title: 'A plan',
          events: NOTES.slice(0, DRAFTED + 1).map((event) => ({ ...event, session: PLAN })),
        },
      ],
    ]),
  );
  await stage.start();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  let fields = 0;
  /** All of them, one after another, as they are typed; what is read afterwards is what was written. */
  const attack = async (field, name) => {
    await field.waitFor();
    const line = await field.evaluate((element) => element.matches('input'));
    for (const text of TEXTS) {
      await field.fill(text);
      const value = await field.inputValue();
      assert.equal(value, line ? text.replaceAll('\n', ' ') : text, name);
      await unharmed(page, `${name}: ${text}`);
    }
    fields += 1;
  };
  const label = (name, within = page) => within.getByLabel(name, { exact: true });
  const dialog = (name) => page.getByRole('dialog', { name });
  const open = async (at) => {
    await page.goto('about:blank');
    await page.goto(`${stage.site}#${at}`);
  };
  try {
    await guard(page, stage.site, watch, 'fields');
    await stage.play(page);

    await open('/');
    await label('Search sessions and what happened in them').waitFor();
    await page.getByRole('button', { name: 'Options' }).click();
    await attack(label('Your request'), 'request');
    await attack(page.locator('#out'), 'folder of the request');
    await attack(label('Search sessions and what happened in them'), 'search');
    await page.keyboard.press('Control+k');
    await attack(page.getByRole('combobox', { name: /^Command, session/ }), 'palette');
    await page.keyboard.press('Escape');

    await open(`/s/${PLAN}`);
    await attack(label('Change the plan, in words'), 'writer');
    await label('Change the plan, in words').fill('');
    await page.getByRole('button', { name: 'Change Note.title', exact: true }).click();
    const item = page.locator('main form', { has: page.locator('fieldset') }).first();
    const ways = await item.getByRole('radio').count();
    let asked = 0;
    for (let i = 0; i < ways; i += 1) {
      await item.getByRole('radio').nth(i).check({ force: true });
      const field = item.locator('input.input');
      if ((await field.count()) === 0) continue;
      await attack(field, `item, way ${i}`);
      asked += 1;
    }
    assert.ok(asked > 0, 'an item asks for words');
    await item.getByRole('button', { name: 'Leave it' }).click();
    await handedOver(page, stage);

    await open(`/s/${DONE}`);
    await page.getByRole('region', { name: 'Result' }).waitFor();
    await page.getByRole('button', { name: 'Edit and run again' }).first().click();
    await attack(label('Say it otherwise'), 'said otherwise');
    await attack(label('Folder of the other repository'), 'folder of the other');
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: /^Files/ }).click();
    await attack(page.locator('#find-file'), 'a file');
    await page.locator('main').focus();
    await page.keyboard.press('d');
    await attack(label('Find a changed file', dialog('Changes')), 'a changed file');
    await page.keyboard.press('Escape');

    await open(`/s/${DONE}/activity`);
    await attack(label('Find events'), 'events');
    await open(`/s/${DONE}/replay?seq=40`);
    await page.getByRole('slider', { name: 'Moment of the session' }).waitFor();
    await page.keyboard.press('n');
    await attack(label('Your note on event 40'), 'a note');
    await page.getByRole('button', { name: 'Fork here' }).click();
    await attack(page.locator('#fork-out'), 'folder of a fork');
    await page.keyboard.press('Escape');

    stage.shut = true;
    stage.text = TEXTS.join('\n').replaceAll('\0', '');
    await open('/');
    await attack(label('Code or address'), 'code');
    await page.getByRole('button', { name: 'Come in' }).click();
    await page.waitForFunction(() => /<script>/.test(document.querySelector('.refusal')?.textContent ?? ''));
    await unharmed(page, 'a refusal');
    console.log(`${fields} fields, ${TEXTS.length} texts in each`);
    watch.troubles = watch.troubles.filter((one) => !/401 \(Unauthorized\)/.test(one));
  } finally {
    await context.close();
    await stage.end();
  }
}

/** Names of files: on their way, kept, and as a message of a person to themselves. */
async function handedOver(page, stage) {
  await page.evaluate((names) => {
    const data = new DataTransfer();
    for (const name of names) data.items.add(new File(['words'], name));
    const place = document.querySelector('.talk .left');
    for (const type of ['dragover', 'drop'])
      place.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
  }, TEXTS);
  await unharmed(page, 'names of files on their way');
  // All of them: one that still arrives would be kept beside those below.
  await page.getByText(/\b(\d+) of \1 files handed over/).waitFor();
  await unharmed(page, 'names of files handed over');
  // What a gateway may have from elsewhere, also where this page would not send it.
  stage.kept = TEXTS.map((name, at) => ({ id: `kept-${at}`, name, size: 5, hash: 'x' }));
  await page.getByRole('button', { name: 'All that is kept' }).click();
  const kept = page.getByRole('dialog', { name: 'Files handed over' });
  await kept.getByText(`${TEXTS.length} files`).waitFor();
  assert.equal(await kept.getByRole('button', { name: /^Remove/ }).count(), TEXTS.length);
  await unharmed(page, 'names of files that are kept');
  await page.keyboard.press('Escape');
}
