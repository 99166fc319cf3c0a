// Fifty broken connections while a session runs, cut in the middle of what is being said in either direction: at the end the page's state
// is the gateway's, and each command was done once. SAMRIDDH_BIN names the program.
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { asBuilt, launch } from './browser.mjs';
import { Gateway } from './gateway.mjs';
import { canonical, folded, hash, listed, recorded, until } from './state.mjs';
import { listen, step, walk } from './watching.mjs';

const CUTS = 50;

/** What lies between the page and the gateway; it breaks every connection over which a socket speaks, at any byte. */
class Wire {
  cuts = 0;
  cutting = false;
  open = new Set();

  async start(port) {
    this.server = createServer((page) => this.join(page, port));
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = this.server.address().port;
  }

  join(page, port) {
    const gateway = connect(port, '127.0.0.1');
    const both = { page, gateway, socket: false, left: this.bytes() };
    this.open.add(both);
    const end = () => {
      this.open.delete(both);
      page.destroy();
      gateway.destroy();
    };
    for (const one of [page, gateway]) one.on('error', end).on('close', end);
    page.on('data', (data) => {
      if (data.includes('GET /socket')) both.socket = true;
      // The gateway takes only those who call it by its own name.
      gateway.write(this.renamed(data, port));
    });
    gateway.on('data', (data) => {
      if (!both.socket || !this.cutting || data.length < both.left) {
        both.left -= both.socket ? data.length : 0;
        page.write(data);
        return;
      }
      // A part of a frame still arrives.
      page.write(data.subarray(0, both.left));
      this.cut(both);
    });
  }

  bytes() {
    return 300 + ((this.cuts * 7919) % 24_000);
  }

  cut(both) {
    this.cuts += 1;
    both.page.destroy();
    both.gateway.destroy();
  }

  /** All that are open now. */
  cutAll() {
    for (const both of this.open) if (both.socket) this.cut(both);
  }

  renamed(data, port) {
    if (!/^(GET|POST|DELETE|PUT|HEAD) /.test(data.subarray(0, 8).toString('latin1'))) return data;
    return Buffer.from(
      data.toString('latin1').replaceAll(`127.0.0.1:${this.port}`, `127.0.0.1:${port}`),
      'latin1',
    );
  }

  end() {
    for (const both of this.open) both.page.destroy();
    this.server.close();
  }
}

const gateway = new Gateway();
await gateway.start();
const wire = new Wire();
await wire.start(gateway.port);
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
await asBuilt(context);
const page = await context.newPage();
listen(page, 'page');
let session = '';

/** As a person who does not want to wait; by itself it comes back later, with the same result. */
const impatient = () =>
  page.getByRole('button', { name: 'Try now' }).evaluateAll((all) => all.forEach((button) => button.click()));

const working = async () =>
  ['working', 'understanding', 'waiting_plan'].includes((await listed(page, session))?.state);

await walk({ page, browser, gateway }, async () => {
  await step('a session over a wire that breaks', async () => {
    await page.goto(gateway.address.replace(`:${gateway.port}/`, `:${wire.port}/`));
    await page.getByText('Connected').waitFor();
    await page.getByRole('button', { name: /Notebook API/ }).click();
    await page.getByRole('button', { name: 'Options' }).click();
    await page.locator('#out').fill(join(gateway.folder, 'made'));
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.getByText('Plan · revision 1').waitFor({ timeout: 60_000 });
    session = /#\/s\/([^/?]+)/.exec(page.url())[1];
  });

  await step('commands that are cut off are done once', async () => {
    const writer = page.getByLabel('Change the plan, in words');
    for (const [at, word] of ['tags', 'colour', 'priority', 'rating'].entries()) {
      await writer.fill(`add ${word} to Note`);
      await page.keyboard.press('Enter');
      // In the same moment: what was said is on its way, or its answer is.
      wire.cutAll();
      await impatient();
      await page.getByText(`Plan · revision ${at + 2}`).waitFor({ timeout: 60_000 });
      await writer.waitFor();
    }
    assert.equal((await folded(page)).plan.revision, 5, 'each change made one revision');
  });

  await step(`${CUTS} broken connections while it runs`, async () => {
    await page.getByRole('button', { name: 'Approve and build' }).click();
    wire.cutting = true;
    wire.cutAll();
    let atWork = 0;
    for (let last = wire.cuts; wire.cuts < CUTS;) {
      await impatient();
      await page.waitForTimeout(40);
      // Where little is being said, it is cut in the silence.
      if (wire.cuts === last) wire.cutAll();
      if (wire.cuts > last && (await working())) atWork += wire.cuts - last;
      last = wire.cuts;
    }
    wire.cutting = false;
    console.log(`${wire.cuts} cuts, ${atWork} of them counted while the team was at work`);
    assert.ok(atWork >= CUTS / 2, 'most of them while it runs');
    assert.ok(await working(), 'it still runs');
  });

  await step('the page has the state of the gateway', async () => {
    // It need not come to its end: how it was cancelled is the last of its state.
    await page.getByRole('button', { name: 'Cancel…' }).click();
    wire.cutAll();
    await page.getByRole('button', { name: 'Cancel the session' }).click();
    await page.locator('header').getByText('cancelled', { exact: true }).waitFor({ timeout: 60_000 });
    const events = await recorded(page, session);
    await until('all of it came', async () => (await folded(page)).seq === events.length);
    const { view, hash: theirs } = gateway.shown(session);
    const mine = await folded(page);
    assert.equal(canonical(mine), canonical(view));
    assert.equal(hash(mine), theirs);
    assert.equal(hash({ ...mine, seq: mine.seq - 1 }) === theirs, false, 'another state has another hash');
    events.forEach((event, at) => assert.equal(event.seq, at + 1));
    assert.equal(await page.getByText('Approved revision 5').count(), 1);
    const shown = (await page.locator('.events').textContent()).replace(/\D/g, '');
    assert.equal(Number(shown), events.length);
  });
  wire.end();
});
