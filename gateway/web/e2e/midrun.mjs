// While the team is really at work: the page is loaded anew, the gateway is killed and started again, and nothing is lost.
// SAMRIDDH_BIN names the program; pictures go to the folder in SHOTS.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { asBuilt, launch } from './browser.mjs';
import { Gateway } from './gateway.mjs';
import { canonical, folded, hash, listed, recorded, until } from './state.mjs';
import { inspect, listen, step, walk } from './watching.mjs';

const gateway = new Gateway();
await gateway.start();
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
await asBuilt(context);
const page = await context.newPage();
listen(page, 'page');

let session = '';
const seqShown = async () => Number((await page.locator('.events').textContent()).replace(/\D/g, ''));
const pill = (text) => page.locator('header').getByText(text, { exact: true });

/** The first says what the second still says, event by event. */
function kept(before, after) {
  assert.ok(after.length >= before.length, `${after.length} events where ${before.length} were`);
  before.forEach((event, at) =>
    assert.equal(canonical(after[at]), canonical(event), `event ${event.seq} is what it was`),
  );
  after.forEach((event, at) => assert.equal(event.seq, at + 1, 'none is left out and none is told twice'));
}

async function working(events) {
  return until('the team is at work', async () => {
    const one = await listed(page, session);
    assert.ok(!['done', 'failed'].includes(one?.state), `too late to test: the session is ${one?.state}`);
    return one?.state === 'working' && one.events >= events ? one : null;
  });
}

await walk({ page, browser, gateway }, async () => {
  await step('a build whose checks take seconds', async () => {
    await page.goto(gateway.address);
    await page.getByText('Connected').waitFor();
    await page.getByRole('button', { name: /Notebook API/ }).click();
    await page.getByRole('button', { name: 'Options' }).click();
    await page.locator('#out').fill(join(gateway.folder, 'made'));
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.getByRole('button', { name: 'Approve and build' }).waitFor({ timeout: 60_000 });
    session = /#\/s\/([^/?]+)/.exec(page.url())[1];
  });

  await step('the lanes grow while it is live', async () => {
    await page.goto(`${page.url()}/activity`);
    const lanes = page.getByRole('application');
    await lanes.waitFor();
    const drawn = async () => {
      const [, agents, events] = /Lanes of (\d+) agents over time, (\d+) events/.exec(
        await lanes.getAttribute('aria-label'),
      );
      return { agents: Number(agents), events: Number(events) };
    };
    const before = await drawn();
    // Approved from beside, so that the lanes are in view from the first moment on.
    const other = await context.newPage();
    listen(other, 'other');
    await other.goto(page.url().replace('/activity', ''));
    await other.getByRole('button', { name: 'Approve and build' }).click();
    await other.close();
    const seen = [];
    await until('lanes of a working team', async () => {
      seen.push(await drawn());
      return seen.at(-1).events > before.events + 20;
    });
    // Plans are made by the whole team already, so most have their lane before the work begins.
    const wide = Math.max(...seen.map((one) => one.agents));
    assert.ok(wide >= before.agents && wide > 5, 'a lane for each agent');
    await working(1);
    for (let i = 1; i < seen.length; i += 1)
      assert.ok(seen[i].agents >= seen[i - 1].agents && seen[i].events >= seen[i - 1].events);
    await inspect(page, '70-live-lanes');
  });

  await step('loads the page anew while it works: everything told before is there again', async () => {
    await page.getByRole('tab', { name: 'Conversation' }).click();
    await page.getByText('Approved revision 1').waitFor();
    await working(200);
    const talk = () => page.locator('.box ol > li').allInnerTexts();
    const before = {
      log: await recorded(page, session),
      seq: await seqShown(),
      said: (await talk()).length,
      plan: canonical((await folded(page)).plan),
    };
    await inspect(page, '71-live-talk');
    await page.reload();
    await page.getByText('Approved revision 1').waitFor();
    await working(200);
    assert.ok((await seqShown()) >= before.seq);
    assert.ok((await talk()).length >= before.said);
    assert.equal(canonical((await folded(page)).plan), before.plan);
    kept(before.log, await recorded(page, session));
  });

  let before = [];
  await step('the gateway is killed while it works, and the page says so', async () => {
    before = await recorded(page, session);
    await working(before.length);
    await gateway.kill();
    const bar = page.getByRole('region', { name: 'Connection' });
    await bar.getByText(/The connection was lost|The gateway does not answer/).waitFor();
    await page.getByText(/It is tried again by itself/).waitFor({ state: 'attached' });
    assert.ok((await seqShown()) >= before.length, 'what was told is still shown');
    await inspect(page, '72-lost');
    await page.setViewportSize({ width: 390, height: 844 });
    assert.ok(await bar.isVisible(), 'on a phone too');
    await inspect(page, '72-phone-lost');
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await step('it is started again: the page comes back by itself, and says that nobody works', async () => {
    await gateway.start();
    await page.getByText('Connected').waitFor({ timeout: 60_000 });
    await page.getByRole('region', { name: 'Connection' }).waitFor({ state: 'detached' });
    await pill('interrupted').waitFor();
    assert.equal((await listed(page, session)).state, 'interrupted');
    kept(before, await recorded(page, session));
    await inspect(page, '73-interrupted');
  });

  await step('goes on, and ends with nothing lost', async () => {
    const cut = await recorded(page, session);
    await page.getByRole('tabpanel').getByRole('button', { name: 'Go on' }).click();
    await pill('interrupted').waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Result' }).waitFor({ timeout: 240_000 });
    const whole = await recorded(page, session);
    assert.ok(whole.length > cut.length, 'it went on');
    kept(cut, whole);
    await until('the page has all of it', async () => (await seqShown()) === whole.length);
    assert.equal(await page.getByText('Approved revision 1').count(), 1);
    assert.equal(hash(await folded(page)), gateway.shown(session).hash, 'and the same state as the gateway');
    assert.equal((await listed(page, session)).state, 'done');
    await inspect(page, '74-done');
  });
});
