// The conversation beside what others do: a command that changes a folder, a repository that is read, a model that is asked.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { asBuilt } from './browser.mjs';
import { Gateway } from './gateway.mjs';
import { inspect, listen, step } from './watching.mjs';

const BIN = process.env.SAMRIDDH_BIN;

/** What no schema allows, as models do it: it is kept, and shown as it is read. */
const ANSWER = String.raw`## What I propose

A note is **short** when its length is below $\sqrt{n^2 + 1}$, with \(x_1\) as the first:

$$\sum_{i=1}^{n} \frac{1}{i^2} < \begin{pmatrix} a & b \\ c & d \end{pmatrix}$$

- [x] keep \`Note.title\`
- [ ] see [the manual](https://a.example) <img src=x onerror=alert(1)> [not this](javascript:alert(1))

\`\`\`py
def short(note):
    return len(note) < 10  # signs
\`\`\`
`.replaceAll('\\`', '`');

/** From the page of a finished session, whose repository lies in `made`. */
export async function chatWithOthers({ page, gateway, made }) {
  const home = join(gateway.folder, 'home');
  const site = `http://127.0.0.1:${gateway.port}/`;
  const before = page.url();

  await step('what a command changed in a folder is seen as well', async () => {
    const session = /#\/s\/([a-z0-9]+)/.exec(before)[1];
    const line =
      "sed -i 's/keeps notes/keeps all notes/' README.md && rm CHANGELOG.md && echo new > added.txt";
    execFileSync(BIN, ['run', '--home', home, '--in', made, '--session', session, '--yes', '-c', line]);
    await page.getByRole('tab', { name: 'Conversation' }).first().click();
    await page.getByRole('region', { name: 'Result' }).waitFor();
    await page.locator('main').focus();
    await page.keyboard.press('d');
    await page.getByRole('radio', { name: 'This turn' }).check({ force: true });
    await page.getByRole('button', { name: /removed: CHANGELOG\.md/ }).waitFor();
    await page.getByRole('button', { name: /added: added\.txt/ }).waitFor();
    await page.getByRole('button', { name: /changed: README\.md/ }).click();
    await page.getByRole('table', { name: 'Change of README.md' }).locator('mark').first().waitFor();
    await inspect(page, '40-turn');
    await page.getByRole('radio', { name: 'Inline' }).check({ force: true });
    await inspect(page, '41-turn-inline');
    await page.getByRole('radio', { name: 'Auto' }).check({ force: true });
    await page.keyboard.press('Escape');
  });

  await step('asks a repository by the names in its code', async () => {
    const folder = join(gateway.folder, 'read');
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'shop.py'),
      'def price_of(item):\n    return item * 2\n\n\nprint(price_of(2))\n',
    );
    const reader = spawn(BIN, ['open', folder, '--home', home]);
    reader.stdin.write('overview\n');
    await page.goto(`${site}#/`);
    await page.locator('.sidebar').getByText('read', { exact: false }).first().waitFor({ timeout: 30_000 });
    await page.locator('.sidebar a[href^="#/s/"]', { hasText: /Read \// }).click();
    const writer = page.getByLabel('Ask about the repository');
    await writer.waitFor({ timeout: 30_000 });
    await writer.pressSequentially('who calls @prof');
    await page.getByRole('option', { name: /price_of/ }).waitFor();
    await inspect(page, '42-symbols');
    await page.keyboard.press('Tab');
    assert.equal(await writer.inputValue(), 'who calls price_of ');
    await page.keyboard.press('Enter');
    await page.getByText('who calls price_of').waitFor();
    await page.waitForTimeout(1_500);
    await inspect(page, '43-answer');
    reader.stdin.end();
    await page.goto(before);
  });
}

/** A gateway of its own, with a model on this machine that answers the same to everything. */
export async function chatWithModel({ browser }) {
  // Two gateways on one machine share the jar of cookies.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await asBuilt(context);
  const page = await context.newPage();
  listen(page, 'with a model');
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const say = (part) => response.write(`data: ${JSON.stringify(part)}\n\n`);
    const delta = (content) => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
    for (const part of ANSWER.match(/[^]{1,40}/g)) say(delta(part));
    say({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    say({
      choices: [],
      usage: { prompt_tokens: 1200, completion_tokens: 14, prompt_tokens_details: { cached_tokens: 400 } },
    });
    response.end('data: [DONE]\n\n');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway = new Gateway({
    SAMRIDDH_MODEL_URL: `http://127.0.0.1:${server.address().port}/v1`,
    SAMRIDDH_MODEL: 'gpt-4o-mini',
  });
  await gateway.start();
  try {
    await step('says what a model was given to read, and what it said', async () => {
      await page.goto(gateway.address);
      await page.getByText('Connected').waitFor();
      await page.reload();
      await page
        .getByLabel('Your request')
        .fill(
          'A notebook where writers keep notes with title and body, and a unicorn mode that glows. Backend only.',
        );
      await page.getByRole('button', { name: 'Options' }).click();
      await page.locator('#out').fill(join(gateway.folder, 'made'));
      await page.getByText('Ask gpt-4o-mini about open points').waitFor();
      await page.getByRole('button', { name: 'Plan it' }).click();
      await page.getByRole('button', { name: 'Approve and build' }).waitFor({ timeout: 60_000 });
      await page.getByRole('button', { name: 'Context of models' }).click();
      const dialog = page.getByRole('dialog', { name: 'Context of models' });
      await dialog.getByText(/read \(400 from the cache\)/).waitFor();
      await inspect(page, '44-context');
      await dialog.locator('math mfrac').first().waitFor();
      assert.equal(await dialog.locator('img, a[href^="javascript"]').count(), 0);
      await dialog.locator('pre .keyword').first().waitFor();
      await dialog.locator('figure').scrollIntoViewIfNeeded();
      await inspect(page, '45-answer');
      await page.keyboard.press('Escape');
    });
  } finally {
    await context.close();
    await gateway.end();
    server.close();
  }
}
