// The conversation in a real browser: changes, names and commands, one item of a plan, files handed over, another way, texts as they are read.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { inspect, step, troubles } from './watching.mjs';

const MB = 1024 * 1024;

/** From the page of any session, with a gateway that has made something. */
export async function chat({ page, gateway }) {
  const site = `http://127.0.0.1:${gateway.port}/`;
  const writer = page.getByLabel('Change the plan, in words');
  const dialog = (name) => page.getByRole('dialog', { name });
  const revision = (n) => page.getByText(`Plan · revision ${n}`).waitFor({ timeout: 60_000 });

  await step('sees what changed, by keys alone', async () => {
    await page.getByRole('tab', { name: 'Conversation' }).first().click();
    await page.getByRole('region', { name: 'Result' }).waitFor();
    await page.locator('main').focus();
    await page.keyboard.press('d');
    await dialog('Changes').waitFor();
    const lines = page.getByRole('table', { name: /^Change of/ });
    await lines.waitFor();
    const first = await lines.getAttribute('aria-label');
    await page.keyboard.press('j');
    await page.waitForFunction(
      (was) => document.querySelector('table.diff')?.getAttribute('aria-label') !== was,
      first,
    );
    await inspect(page, '20-changes');
    await page.getByRole('radio', { name: 'Since a checkpoint' }).check({ force: true });
    await page.getByRole('combobox', { name: 'Checkpoint' }).waitFor();
    await inspect(page, '21-changes-since');
    await page.keyboard.press('Escape');
  });

  await step('a page of Markdown is read as such', async () => {
    await page.getByRole('tab', { name: /Files/ }).click();
    await page
      .getByRole('button', { name: /README\.md/ })
      .first()
      .click();
    await dialog(/README\.md/)
      .getByRole('heading')
      .nth(1)
      .waitFor();
    await inspect(page, '22-readme');
    await page.keyboard.press('Escape');
  });

  await step('begins another session', async () => {
    await page.goto(`${site}#/`);
    await page.getByRole('button', { name: /Notebook API/ }).click();
    await page.getByRole('button', { name: 'Options' }).click();
    await page.getByRole('radio', { name: 'Quick' }).click();
    await page.locator('#out').fill(join(gateway.folder, 'other'));
    await page.getByRole('button', { name: 'Plan it' }).click();
    await revision(1);
  });

  await step('commands after a slash', async () => {
    await writer.fill('/');
    await page.getByRole('listbox', { name: 'Commands' }).waitFor();
    await inspect(page, '23-commands');
    // Nobody has named a command yet: a key writes one out, and does nothing that cannot be taken back.
    await page.keyboard.press('Enter');
    assert.match(await writer.inputValue(), /^\/[a-z]+$/);
    await revision(1);
    await writer.fill('/');
    await writer.pressSequentially('rev');
    await page.keyboard.press('Enter');
    assert.equal(await writer.inputValue(), '/review');
    await page.keyboard.press('Enter');
    await dialog('What approving does').waitFor();
    await inspect(page, '24-review-first');
    await page.keyboard.press('Escape');
  });

  await step('names after an at sign, and what was said before', async () => {
    await writer.fill('');
    await writer.pressSequentially('add colour to @No');
    await page.getByRole('listbox', { name: 'Names' }).waitFor();
    await inspect(page, '25-names');
    await page.keyboard.press('Enter');
    assert.equal(await writer.inputValue(), 'add colour to Note ');
    await page.keyboard.press('Enter');
    await revision(2);
    await page.waitForFunction(() => document.querySelector('.writer textarea')?.value === '');
    await writer.press('ArrowUp');
    assert.equal(await writer.inputValue(), 'add colour to Note');
    await writer.press('ArrowDown');
    assert.equal(await writer.inputValue(), '');
  });

  await step('a draft outlives the page', async () => {
    await writer.fill('make Note public, perhaps');
    await page.reload();
    await revision(2);
    assert.equal(await writer.inputValue(), 'make Note public, perhaps');
    await writer.fill('');
  });

  await step('changes one item of the plan where it stands', async () => {
    await page.getByRole('button', { name: 'Change Note.colour' }).click();
    await page.getByRole('radio', { name: 'Make unique' }).check({ force: true });
    await page.getByText('make Note.colour unique').waitFor();
    await inspect(page, '26-item');
    await page.locator('form').getByRole('button', { name: 'Revise', exact: true }).first().click();
    await revision(3);
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('heading', { name: 'Revision 3 against revision 2' }).waitFor();
    await inspect(page, '27-review');
    await page.keyboard.press('Escape');
  });

  await step('hands files over, and hears why one is not taken', async () => {
    const chosen = page.locator('input[type=file]').first();
    await chosen.setInputFiles([
      { name: 'notes.md', mimeType: 'text/markdown', buffer: Buffer.from('add a due date to Note') },
      { name: 'shape.png', mimeType: 'image/png', buffer: Buffer.alloc(200_000) },
      { name: 'film.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(17 * MB) },
    ]);
    await page.getByText('2 of 2 files handed over').waitFor();
    await page.getByText(/film\.bin, because it is larger than 16 MB/).waitFor();
    await page.getByRole('checkbox', { name: 'notes.md goes along' }).waitFor();
    await page.getByText(/is not read/).waitFor();
    await page.getByRole('button', { name: 'What is sent, with 1 file' }).click();
    await page.getByRole('region', { name: 'What is sent' }).getByText('due date').waitFor();
    await inspect(page, '28-files');
    await page.getByRole('button', { name: 'Remove shape.png' }).click();
    await page.getByText('1 of 1 file handed over').waitFor();
    await page.getByRole('button', { name: 'Close this list' }).click();
    await writer.fill('');
    await dropped(page, ['a/one.txt', 'a/two.txt']);
    await page.getByText('2 of 2 files handed over').waitFor();
    await page.getByRole('button', { name: 'All that is kept' }).click();
    await dialog('Files handed over').getByRole('button', { name: 'Remove notes.md' }).click();
    await dialog('Files handed over').getByText('2 files').waitFor();
    await inspect(page, '28-kept');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Close this list' }).click();
  });

  await step('says it otherwise, beside what was', async () => {
    const first = page.url();
    await page.getByRole('button', { name: 'Edit and run again' }).last().click();
    await page.getByLabel('Say it otherwise').fill('paint it blue');
    await page.getByRole('button', { name: 'Run it so' }).click();
    await page
      .getByRole('alert')
      .getByText(/was not understood.*is ended again/)
      .waitFor();
    await inspect(page, '29-otherwise-refused');
    await page.getByLabel('Say it otherwise').fill('add priority to Note');
    await inspect(page, '29-otherwise');
    await page.getByRole('button', { name: 'Run it so' }).click();
    await page.waitForURL((url) => url.href !== first);
    await page.getByRole('navigation', { name: 'Other ways this went' }).getByText('2 of 2').waitFor();
    await revision(2);
    await inspect(page, '30-branch');
    await page
      .getByRole('navigation', { name: 'Other ways this went' })
      .getByRole('link', { name: /^Before/ })
      .click();
    await page.waitForURL(first);
    await revision(3);
  });

  await step('a request said otherwise stands beside the first', async () => {
    const first = page.url();
    await page.getByRole('button', { name: 'Edit and run again' }).first().click();
    const field = page.getByLabel('Say it otherwise');
    await field.fill(`${await field.inputValue()} Notes have a colour.`);
    await page.getByRole('button', { name: 'Run it so' }).click();
    await page.waitForURL((url) => url.href !== first);
    const ways = page.getByRole('navigation', { name: 'Other ways this went' });
    await ways.getByText('2 of 2').waitFor();
    await revision(1);
    await ways.getByRole('link', { name: /^Before/ }).click();
    await page.waitForURL(first);
    await ways.first().getByText('1 of 2').waitFor();
    await revision(3);
  });

  await step('says what models were given to read', async () => {
    await writer.fill('/context');
    await page.keyboard.press('Enter');
    await dialog('Context of models').getByText('No model was asked').waitFor();
    await inspect(page, '31-context');
    await page.keyboard.press('Escape');
  });

  await step('the conversation fits a phone', async () => {
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await page.getByRole('button', { name: 'Review' }).click();
      await dialog('What approving does').waitFor();
      await fits(page, `review at ${width}`);
      if (width === 390) await inspect(page, '32-phone-review');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Changes' }).first().click();
      await dialog('Changes').waitFor();
      await fits(page, `changes at ${width}`);
      await page.keyboard.press('Escape');
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });
}

async function fits(page, what) {
  const over = await page.evaluate(() => {
    const box = document.querySelector('dialog[open]');
    return Math.max(box.scrollWidth - box.clientWidth, document.documentElement.scrollWidth - innerWidth);
  });
  if (over > 0) troubles.push(`${what}: ${over} px too wide`);
}

/** As from a file manager. */
const dropped = (page, names) =>
  page.evaluate((all) => {
    const data = new DataTransfer();
    for (const name of all) data.items.add(new File(['words'], name.replace('a/', '')));
    const place = document.querySelector('.talk .left');
    for (const type of ['dragover', 'drop'])
      place.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
  }, names);
