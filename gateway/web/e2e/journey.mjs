// The whole way in a real browser: come in, ask, revise, approve, watch, reload, kill the gateway, replay, export, open from disk.
// SAMRIDDH_BIN names the program; pictures of each step go to the folder in SHOTS.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { asBuilt, launch } from './browser.mjs';
import { chatWithModel, chatWithOthers } from './chat-more.mjs';
import { chat } from './chat-talk.mjs';
import { Gateway } from './gateway.mjs';
import { viewerSteps } from './viewer-steps.mjs';
import { SHOTS, inspect, listen, step, troubles, walk } from './watching.mjs';

const gateway = new Gateway();
await gateway.start();
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
await asBuilt(context);
const page = await context.newPage();
listen(page, 'page');
const site = () => `http://127.0.0.1:${gateway.port}/`;
const seqShown = async () => Number((await page.locator('.events').textContent()).replace(/\D/g, ''));

await walk({ page, browser, gateway }, async () => {
  await step('the door is shut without a code', async () => {
    await page.goto(site());
    await page.getByRole('heading', { name: 'This page is for whoever started it' }).waitFor();
    await inspect(page, '01-door');
    await page.getByLabel('Code or address').fill('wrong-code');
    await page.getByRole('button', { name: 'Come in' }).click();
    await page.waitForFunction(() => document.querySelector('.refusal')?.textContent !== '');
  });

  await step('comes in by the printed address', async () => {
    await page.goto('about:blank');
    await page.goto(gateway.address);
    await page.getByText('Connected').waitFor();
    assert.equal(new URL(page.url()).hash, '#/', 'the code is gone from the address');
    await page.getByRole('heading', { name: 'How it goes' }).waitFor();
    await inspect(page, '02-home-empty');
  });

  await step('asks, and sees the plan', async () => {
    await page.getByRole('button', { name: /Notebook API/ }).click();
    await page.getByRole('button', { name: 'Options' }).click();
    await page.getByRole('radio', { name: 'Quick' }).click();
    await page.locator('#out').fill(join(gateway.folder, 'made'));
    await inspect(page, '03-asking');
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.getByRole('button', { name: 'Approve and build' }).waitFor({ timeout: 60_000 });
    await inspect(page, '04-plan');
  });

  await step('revises the plan in words', async () => {
    await page.getByLabel('Change the plan, in words').fill('add tags to notes');
    await page.keyboard.press('Enter');
    await page.getByText('Plan · revision 2').waitFor({ timeout: 60_000 });
    await page.getByText('entity Tag').first().waitFor();
    await inspect(page, '05-revised');
  });

  await step('a second page sees the same, and two approvals at once build once', async () => {
    const other = await context.newPage();
    listen(other, 'other');
    await other.goto(page.url());
    await other.getByRole('button', { name: 'Approve and build' }).waitFor();
    // Both at once: the button of one page goes as soon as the other's approval arrives, so neither is waited for.
    const approve = (one) =>
      one
        .getByRole('button', { name: 'Approve and build' })
        .evaluateAll((all) => all.forEach((button) => button.click()));
    await Promise.all([page, other].map(approve));
    await page.getByText('Approved revision 2').waitFor({ timeout: 30_000 });
    await other.close();
  });

  await step('reloads while it works, and loses nothing', async () => {
    await page.reload();
    await page.getByText('Approved revision 2').waitFor({ timeout: 30_000 });
    await page.getByRole('region', { name: 'Result' }).waitFor({ timeout: 120_000 });
    assert.equal(await page.getByText('Approved revision 2').count(), 1);
    await inspect(page, '06-done');
  });

  await step('sees conflicts with votes and rulings', async () => {
    const debate = page.getByRole('region', { name: 'Disagreements' }).last();
    await debate.getByRole('button', { name: /id\.type/ }).click();
    await debate.getByText('chosen', { exact: true }).first().waitFor();
    await inspect(page, '07-conflict');
  });

  await step('looks into a check and a file', async () => {
    await page.getByRole('tab', { name: /Checks/ }).click();
    await page
      .getByRole('tabpanel', { name: 'checks' })
      .getByRole('button', { name: /backend\.syntax/ })
      .click();
    await page.getByText('exit code 0').first().waitFor();
    await page.getByRole('tab', { name: /Files/ }).click();
    await page
      .getByRole('button', { name: /README\.md/ })
      .first()
      .click();
    await page.getByRole('region', { name: /Text of/ }).waitFor();
    await inspect(page, '08-file');
    await page.keyboard.press('Escape');
  });

  let all = 0;
  await step('the lanes show every event, by keys alone', async () => {
    all = await seqShown();
    await page.getByRole('tab', { name: 'Activity' }).click();
    const lanes = page.getByRole('application');
    await lanes.waitFor();
    await lanes.focus();
    for (const key of [']', ']', 'ArrowRight', 'w', 'd']) await page.keyboard.press(key);
    await page.waitForFunction(() => /seq=\d+/.test(location.hash));
    await inspect(page, '09-activity');
    await page.getByRole('button', { name: /details hidden/ }).click();
    await page.getByRole('listbox', { name: `Events, ${all}` }).waitFor();
  });

  await step('the gateway is killed and started again: the page comes back by itself', async () => {
    await gateway.kill();
    const bar = page.getByRole('region', { name: 'Connection' });
    await bar.getByText(/The connection was lost|does not answer/).waitFor();
    await inspect(page, '10-lost');
    await gateway.start();
    await page.getByText('Connected').waitFor({ timeout: 60_000 });
    assert.equal(await seqShown(), all, 'nothing is lost and nothing is told twice');
  });

  await step('replays, jumps to a conflict, plays', async () => {
    await page.getByRole('tab', { name: 'Replay' }).click();
    const slider = page.getByRole('slider', { name: 'Moment of the session' });
    await slider.focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 40 && !/Conflict on/.test(await slider.getAttribute('aria-valuetext')); i += 1) {
      await page.keyboard.press('PageUp');
    }
    assert.match(await slider.getAttribute('aria-valuetext'), /Conflict on/);
    await page.getByRole('tabpanel', { name: 'Replay' }).getByText('verified', { exact: true }).waitFor();
    await inspect(page, '11-replay');
    const before = Number(await slider.getAttribute('aria-valuenow'));
    // Slow enough that the end is not reached before it is stopped.
    await page.getByLabel('Speed').selectOption('0.25');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    // Stopped by the page itself in the moment in which it has moved: nothing can end in between.
    await page.waitForFunction((from) => {
      const now = Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow'));
      if (now > from) document.querySelector('[aria-label="Stop"]')?.click();
      return now > from;
    }, before);
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    assert.ok(Number(await slider.getAttribute('aria-valuenow')) > before, 'time passes');
  });

  await step('exports, and the file opens from disk', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    await inspect(page, '12-export');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the page' }).click(),
    ]);
    const file = join(gateway.folder, 'export.html');
    await download.saveAs(file);
    const alone = await context.newPage();
    listen(alone, 'exported');
    await alone.route(/^https?:/, (route) => {
      troubles.push(`the exported page asks for ${route.request().url()}`);
      return route.abort();
    });
    await alone.goto(`file://${file}`);
    const slider = alone.getByRole('slider', { name: 'Moment of the session' });
    await slider.waitFor();
    assert.equal(Number(await slider.getAttribute('aria-valuemax')), all - 1, 'the whole record is in it');
    await slider.focus();
    await alone.keyboard.press('Home');
    assert.match(await slider.getAttribute('aria-valuetext'), /event 1,/);
    await alone.keyboard.press('PageUp');
    await inspect(alone, '13-exported');
    await alone.close();
    await page.keyboard.press('Escape');
  });

  const ended = page.url().replace(/\/(?:replay|activity).*/, '');
  await viewerSteps({ page, step, inspect });

  await step('the palette and the map of keys', async () => {
    await page.keyboard.press('Control+k');
    await inspect(page, '14-palette');
    await page.keyboard.press('Escape');
    await page.locator('main').focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await inspect(page, '15-keys');
    await page.keyboard.press('Escape');
  });

  await chatWithOthers({ page, gateway, made: join(gateway.folder, 'made') });
  await chat({ page, gateway });
  await chatWithModel({ browser });

  await step('fits a phone and a narrow page', async () => {
    const shown = {
      home: () => page.getByRole('heading', { name: 'What should be built?' }),
      talk: () => page.getByRole('region', { name: 'Result' }),
      activity: () => page.getByRole('application'),
      replay: () => page.getByRole('slider', { name: 'Moment of the session' }),
    };
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      for (const [name, at] of [
        ['home', `${site()}#/`],
        ['talk', ended],
        ['activity', `${ended}/activity`],
        ['replay', `${ended}/replay`],
      ]) {
        await page.goto(at);
        await shown[name]().waitFor();
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) troubles.push(`${name} at ${width}: ${over} px too wide`);
        if (width === 390) await inspect(page, `16-phone-${name}`);
      }
    }
    await page.setViewportSize({ width: 3840, height: 2160 });
    await page.goto(`${ended}/activity`);
    await shown.activity().waitFor();
    await page.screenshot({ path: join(SHOTS, '17-large-light.png') });
  });
});
