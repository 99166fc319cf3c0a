// What is written and handed over, on a gateway that is played: files and what is sent of them, drops, limits of money, commands while the team builds.
import assert from 'node:assert/strict';
import { launch } from './browser.mjs';
import { Stage, fixture } from './stage.mjs';
import { inspect, listen, step, troubles, walk } from './watching.mjs';

const all = fixture('diary');
const at = (kind, family = 'plan') =>
  all.findIndex(({ body }) => body.family === family && body.event.kind === kind);
const named = (letter, to) => {
  const session = letter.repeat(26);
  return [session, { title: 'A diary', events: all.slice(0, to).map((event) => ({ ...event, session })) }];
};
all[0].body.event.options.budget = { tokens_max: 20_000, micro_dollars_max: 4_000 };
const [plan, building] = [named('p', at('drafted') + 1), named('b', at('approved') + 30)];
const stage = new Stage(new Map([plan, building]));
stage.model = 'gpt-4o-mini';
await stage.start();

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
const page = await context.newPage();
// A search comes to nothing.
listen(page, 'page', /ERR_FAILED/);
await stage.play(page);
const said = (command) => stage.sent.filter((one) => one.command === command).at(-1);
const file = (name, text) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const input = page.locator('input[type=file]').first();
const refused = (text) => page.getByRole('alert').getByText(text).waitFor();
const toast = (text) => page.locator('.toast').getByText(text).waitFor();

await walk({ page, browser, gateway: stage }, async () => {
  await step('a request takes files along', async () => {
    await page.goto(stage.site);
    await page.getByLabel('Your request').fill('A library');
    await input.setInputFiles([file('books.txt', 'Book: title, author'), file('photo.png', 'x')]);
    await page.getByText('words of books.txt').waitFor();
    await page.getByText(/pictures are not read/).waitFor();
    await page.getByRole('button', { name: 'What is sent, with 1 file' }).click();
    await page.getByRole('region', { name: 'What is sent' }).getByText('Book: title, author').waitFor();
    await inspect(page, '60-request-with-files');
  });

  await step('no limit but a number is taken', async () => {
    await page.getByRole('button', { name: 'Options' }).click();
    await page.locator('#out').fill('/tmp/library');
    for (const wrong of ['abc', '', '1,000']) {
      await page.getByLabel('for at most $').fill(wrong);
      await page.getByRole('button', { name: 'Plan it' }).click();
      await page.getByText(/Write the most|two ways/).waitFor();
      await page
        .getByRole('alert')
        .getByText(/how much the model may use/)
        .waitFor();
    }
    await inspect(page, '61-limit-refused');
    assert.equal(said('submit'), undefined);
    await page.getByLabel('for at most $').fill('0,50');
    await page.getByLabel(/^and\s+tokens/).fill('200 000');
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.waitForURL(/#\/s\//);
    assert.equal(said('submit').request, 'A library\n\nBook: title, author');
    assert.deepEqual(said('submit').options.budget, { tokens_max: 200_000, micro_dollars_max: 500_000 });
    await page.goto(stage.site);
    assert.equal(
      await page.getByLabel('Your request').inputValue(),
      '',
      'the draft is gone with what was sent',
    );
    await page.getByLabel('Your request').press('ArrowUp');
    assert.equal(
      await page.getByLabel('Your request').inputValue(),
      'A library',
      'only what was typed comes again',
    );
  });

  await step('a search says how much it found, and how far it went', async () => {
    stage.hits = Array.from({ length: 30 }, (_, at) => ({
      session: plan[0],
      seq: at + 2,
      title: 'A diary',
      excerpt: `…entries sparkle at night, ${at}…`,
    }));
    stage.search = { searched: 1, complete: false };
    const field = page.getByLabel('Search sessions and what happened in them');
    await field.fill('sparkle');
    await page.getByText('12 of 30 places shown.').waitFor();
    await page
      .getByRole('region', { name: 'Sessions' })
      .getByText(/Only 1 of 2 sessions could be looked/)
      .waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('24 of 30 places shown.').waitFor();
    await inspect(page, '61-search');
    await page.route('**/api/search?*', (route) => route.abort());
    await field.fill('sparkles');
    await page
      .getByRole('alert')
      .getByText(/could not be searched: The gateway does not answer/)
      .waitFor();
    await page.unroute('**/api/search?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('12 of 30 places shown.').waitFor();
  });

  await step('a revision takes files along, and says what does not fit', async () => {
    await page.goto(`${stage.site}#/s/${plan[0]}`);
    const writer = page.getByLabel('Change the plan, in words');
    await writer.fill('also this:');
    await input.setInputFiles([
      file('small.txt', 'add tags to notes'),
      file('large.txt', 'x'.repeat(10_000)),
    ]);
    await page.getByText(/All of it is too long. Leave out large\.txt/).waitFor();
    await inspect(page, '62-too-long');
    await page.getByRole('button', { name: 'Revise', exact: true }).click();
    await refused(/Nothing was sent/);
    await page.getByRole('button', { name: 'Leave it out' }).click();
    await page.getByRole('button', { name: 'Revise', exact: true }).click();
    await page.waitForFunction(() => document.querySelector('.writer textarea')?.value === '');
    assert.equal(said('revise').text, 'also this:\n\nadd tags to notes');
    await page.getByRole('button', { name: 'Close this list' }).click();
  });

  await step('what the team ruled is settled by the person, and words of it all are shown', async () => {
    await page.getByRole('button', { name: /^Decided/ }).click();
    const change = page.getByRole('button', { name: 'Change what is decided of id.type' });
    await change.focus();
    await change.press('Enter');
    await page
      .getByRole('radio', { name: /instead of/ })
      .first()
      .check({ force: true });
    await inspect(page, '63-decision');
    const form = page.locator('form').filter({ hasText: 'Asks for:' });
    await form.getByRole('button', { name: 'Revise' }).click();
    await page.waitForTimeout(100);
    assert.match(said('revise').text, /^set id\.type to \w+$/);
    await page.getByRole('button', { name: /^Who may do what/ }).click();
    await page.getByRole('button', { name: 'Change what user may do with Diary' }).click();
    await page.getByRole('button', { name: 'Which words these came from' }).click();
    await page.locator('q').getByText('SQLite', { exact: true }).waitFor();
    await inspect(page, '63-rights');
  });

  await step('an upload that is on its way is stopped', async () => {
    await input.setInputFiles([file('slow.txt', 'x')]);
    await page.getByRole('button', { name: 'Stop slow.txt' }).click();
    await page.getByRole('button', { name: 'Stop slow.txt' }).waitFor({ state: 'detached' });
  });

  await step('files are dropped anywhere, and nowhere leave the page', async () => {
    await drag(page, '.sidebar', 'dragover');
    await page.getByText('Drop files or folders to hand them over').waitFor();
    await page.screenshot({ path: '/tmp/shots/63-over.png' });
    await drag(page, '.sidebar', 'drop');
    await page.getByText('words of dropped.txt').waitFor();
    await page.getByRole('button', { name: 'Remove dropped.txt' }).click();
    await page.getByRole('tab', { name: 'Activity' }).first().click();
    await page.locator('.writer').waitFor({ state: 'detached' });
    assert.equal(await drag(page, 'main', 'dragover'), false, 'the browser does not take it');
    await page
      .getByText(/Nothing here takes files/)
      .first()
      .waitFor();
    assert.equal(await drag(page, 'main', 'drop'), false);
    await toast(/Nothing here takes files/);
  });

  await step('commands are taken while the team builds, words are not', async () => {
    await page.goto(`${stage.site}#/s/${building[0]}`);
    const line = page.getByRole('textbox', { name: 'Commands' });
    await line.fill('make it blue');
    await line.press('Enter');
    await refused(/words to the team change nothing now/);
    assert.equal(await line.inputValue(), 'make it blue', 'what was written stays');
    await line.fill('/');
    await inspect(page, '64-commands-while-building');
    await line.fill('/nothing');
    await line.press('Enter');
    await refused(/no command \/nothing/);
    await line.fill('/pause');
    await line.press('Enter');
    await page.waitForFunction(() => document.querySelector('.writer textarea')?.value === '');
    assert.equal(said('pause').session, building[0]);
    for (const [name, title] of [
      ['cancel', 'Cancel this session?'],
      ['fork', 'Begin another session from this one'],
      ['export', 'Export this session'],
    ]) {
      await line.fill(`/${name}`);
      await line.press('Enter');
      await page.getByRole('dialog', { name: title }).waitFor();
      await inspect(page, `65-${name}`);
      await page.keyboard.press('Escape');
    }
    await line.fill('/help');
    await line.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
  });

  await step('an answer is watched as it is written, with what was lost, and kept', async () => {
    const draft = (at, text) =>
      stage.say({ frame: 'draft', session: building[0], call: 'call.new', attempt: 1, at, text });
    draft(0, 'A diary has ');
    draft(12, 'entries, ');
    draft(40, 'and that is all.');
    await page.getByText('A diary has entries,').waitFor();
    await page.getByText('A part is missing here').waitFor();
    stage.text = 'It keeps **entries**.';
    const answered = page.getByRole('button', { name: /answered/ }).first();
    await answered.click();
    await page.getByText('It keeps entries.').waitFor();
    await answered.scrollIntoViewIfNeeded();
    await inspect(page, '65-answers');
  });

  await step('what models took of their limits, and why each message was in a question', async () => {
    stage.text = JSON.stringify({
      messages: [
        { speaker: 'system', text: 'rules' },
        { speaker: 'user', text: 'Requirements as they were read:\n{}' },
      ],
      format: { kind: 'text' },
      output_tokens_max: 100,
    });
    await page.getByRole('button', { name: 'Context of models' }).click();
    const dialog = page.getByRole('dialog', { name: 'Context of models' });
    await dialog.getByText(/what the rules understood/).waitFor();
    await dialog.getByLabel('Money of its limit').waitFor();
    await dialog.getByLabel('Tokens of their limit').waitFor();
    await inspect(page, '65-context');
    await page.keyboard.press('Escape');
  });

  await step('a long file is shown a part at a time, to its end', async () => {
    stage.text = 'a line\n'.repeat(4_500);
    await page.getByRole('tab', { name: /^Files/ }).click();
    await page.getByRole('button', { name: /schema\.md/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Source' }).check({ force: true });
    await dialog.getByText(/^2.000 of 4.501 lines shown\.$/).waitFor();
    await dialog.getByRole('button', { name: /^Show 2.000 more$/ }).click();
    await dialog.getByText(/^4.000 of 4.501 lines shown\.$/).waitFor();
    await dialog.getByRole('button', { name: /^Show 501 more$/ }).click();
    await dialog.getByText(/lines shown/).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
  });

  await step('on a phone the sums and the end are behind one button', async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    await page.goto(`${stage.site}#/s/${building[0]}`);
    const more = page.getByRole('button', { name: 'More of this session' });
    await more.click();
    await page.getByRole('group', { name: 'More of this session' }).getByText('tokens').waitFor();
    await inspect(page, '67-phone-more');
    await page.getByRole('group', { name: 'More of this session' }).getByRole('button').press('Escape');
    assert.equal(await more.getAttribute('aria-expanded'), 'false');
    await more.click();
    await page.getByRole('button', { name: 'Cancel…' }).click();
    await page.getByRole('dialog', { name: 'Cancel this session?' }).waitFor();
    await page.keyboard.press('Escape');
  });

  await step('all of it fits a phone', async () => {
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 780 });
      for (const where of ['', `#/s/${plan[0]}`, `#/s/${building[0]}`]) {
        await page.goto(`${stage.site}${where}`);
        await page.locator('.writer textarea').waitFor();
        await input.setInputFiles([file('a-rather-long-name-of-a-file-that-was-given.txt', 'words of it')]);
        await page.getByText(/words of a-rather/).waitFor();
        await inspect(page, `66-phone-${width}-${where.slice(4, 5) || 'home'}`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) troubles.push(`${where} at ${width}: ${over} px too wide`);
        await page.getByRole('button', { name: /^Remove a-rather/ }).click();
      }
    }
  });
});

/** As from a file manager; false where the page kept the browser from taking the file itself. */
function drag(page, place, type) {
  return page.evaluate(
    ([where, kind]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['words'], 'dropped.txt'));
      const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer });
      return document.querySelector(where).dispatchEvent(event);
    },
    [place, type],
  );
}
