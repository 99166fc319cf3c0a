// The viewer of a session of the real gateway: who supervises whom, how questions were settled, notes, other keys, a fork, two runs compared.
import assert from 'node:assert/strict';

const sessionOf = (page) => page.url().replace(/^(.*#\/s\/[^/?]+).*$/, '$1');
const events = async (page) => Number((await page.locator('.events').textContent()).replace(/\D/g, ''));

/** `page` shows a session that has ended. */
export async function viewerSteps({ page, step, inspect }) {
  const session = sessionOf(page);
  const tab = (name) => page.getByRole('tab', { name });

  await step('sees who supervises whom, and how each question was settled', async () => {
    await page.goto(`${session}/activity`);
    await tab('Supervision').click();
    const tree = page.getByRole('region', { name: 'Supervision tree' });
    await tree.getByRole('button', { name: 'Backend' }).click();
    await tree.getByRole('button', { name: /its last event/ }).waitFor();
    await tree.getByRole('columnheader', { name: 'Mailbox' }).waitFor();
    await tree
      .getByText(/^0, most 1$/)
      .first()
      .waitFor();
    await inspect(page, '30-supervision');
    await tab(/^Consensus/).click();
    const list = page.getByRole('listbox', { name: 'Questions the team settled' });
    await list.focus();
    await page.keyboard.press('End');
    const last = await list.getByRole('option').last().getAttribute('aria-selected');
    assert.equal(last, 'true', 'the list is walked by keys');
    await page.keyboard.press('Home');
    const question = page.getByRole('region', { name: /^Question/ });
    await question.getByText('chosen', { exact: true }).waitFor();
    await inspect(page, '31-consensus');
    await question
      .getByRole('button', { name: /Show event \d+ on the time axis/ })
      .first()
      .click();
    await page.waitForFunction(() => /seq=\d+/.test(location.hash));
    await tab('Events').click();
  });

  await step('writes a note by keys, and finds it again after a reload', async () => {
    await page.goto(`${session}/replay?seq=120`);
    await page.getByRole('slider', { name: 'Moment of the session' }).focus();
    await page.keyboard.press('n');
    const field = page.getByLabel('Your note on event 120');
    await field.waitFor();
    await page.keyboard.type('Look here again');
    await page.reload();
    await tab('Markers').click();
    await page.getByLabel('Which markers').selectOption({ label: 'Notes (1)' });
    const marker = page.getByRole('button', { name: /#120 Look here again/ });
    await marker.click();
    await inspect(page, '32-markers');
    await tab('State').click();
    await page.getByText(/^Claims, the last of each question/).click();
    await inspect(page, '33-state');
  });

  await step('gives a shortcut another key; a taken one is not lost silently', async () => {
    const map = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await page.locator('main').focus();
    await page.keyboard.press('?');
    await map.getByRole('button', { name: 'Change the key for Play or stop' }).click();
    await page.keyboard.press('.');
    await map.getByRole('alert').getByText('One event on').waitFor();
    await inspect(page, '34-keys-conflict');
    await page.keyboard.press('Escape');
    await map.getByRole('button', { name: 'Change the key for Play or stop' }).click();
    await page.keyboard.press('p');
    await map.getByRole('button', { name: 'Reset the key for Play or stop' }).waitFor();
    await page.keyboard.press('Escape');
    await map.waitFor({ state: 'detached' });
    await page.locator('main').focus();
    await page.keyboard.press('p');
    // In one turn of the page, so that the replay cannot end in between.
    await page.waitForFunction(() => {
      const stop = document.querySelector('[aria-label="Stop"]');
      stop?.click();
      return stop !== null;
    });
    await page.keyboard.press('?');
    await map.getByRole('button', { name: 'Reset all keys' }).click();
    await map.getByRole('button', { name: 'Reset the key for Play or stop' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
  });

  await step('forks from a moment: a session of its own, and this one stays as it is', async () => {
    const before = await events(page);
    await page.goto(`${session}/replay?seq=30`);
    await page.getByText('event 30 of').waitFor();
    await page.getByRole('button', { name: 'Fork here' }).click();
    const dialog = page.getByRole('dialog', { name: 'Fork at event 30' });
    const folder = await dialog.getByLabel('Folder of the new repository').inputValue();
    assert.match(folder, /-fork-30$/);
    await inspect(page, '35-fork');
    await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
    await page.waitForFunction((from) => !location.href.startsWith(from), session);
    const fork = sessionOf(page);
    await page.getByText(/^Forked from/).waitFor();
    assert.equal(await page.getByRole('list', { name: 'Warnings' }).count(), 0, 'nothing hangs in it');
    assert.ok((await events(page)) < before, 'it holds what was up to there');
    await page.goto(`${fork}/compare`);
    await page.getByRole('region', { name: 'Step by step' }).waitFor();
    const other = await page.getByLabel('Compared with').inputValue();
    assert.ok(session.endsWith(other), 'it is compared with its origin');
    await page.getByText(/things? differ/).waitFor();
    await inspect(page, '36-compare');
    await page.locator('header').getByText('interrupted', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.locator('header').getByText('waits for your approval').waitFor();
    await page.goto(`${session}/replay`);
    await page.getByRole('slider', { name: 'Moment of the session' }).waitFor();
    assert.equal(await events(page), before, 'the origin is as it was');
  });
}
