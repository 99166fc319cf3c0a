// The conversation's steps alone, after the shortest way to a finished session: while building.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './browser.mjs';
import { chat } from './chat-talk.mjs';
import { chatWithModel, chatWithOthers } from './chat-more.mjs';
import { Gateway } from './gateway.mjs';
import { listen, step, walk } from './watching.mjs';

const gateway = new Gateway();
await gateway.start();
// A page that was put in place by a test counts as one from elsewhere, which may not ask this machine.
const browser = await launch('--disable-features=LocalNetworkAccessChecks');
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
listen(page, 'page');
// The page as it lies in dist, also where the program has an older one in it.
const adapt = (context) =>
  context.route(/\/(?:$|assets\/)/, async (route) => {
    const { pathname } = new URL(route.request().url());
    const file = new URL(`../dist${pathname === '/' ? '/index.html' : pathname}`, import.meta.url);
    if (!existsSync(file)) return route.continue();
    const kinds = { js: 'text/javascript', css: 'text/css', html: 'text/html' };
    const headers = pathname === '/' ? (await route.fetch()).headers() : {};
    for (const name of ['content-encoding', 'content-length']) delete headers[name];
    return route.fulfill({
      headers: { ...headers, 'content-type': kinds[file.pathname.split('.').at(-1)] ?? 'text/plain' },
      body: readFileSync(file),
    });
  });
await adapt(context);

await walk({ page, browser, gateway }, async () => {
  await step('a finished session', async () => {
    await page.goto(gateway.address);
    await page.getByText('Connected').waitFor();
    await page.getByRole('button', { name: /Notebook API/ }).click();
    await page.getByRole('button', { name: 'Options' }).click();
    await page.getByRole('radio', { name: 'Quick' }).click();
    await page.locator('#out').fill(join(gateway.folder, 'made'));
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.getByRole('button', { name: 'Approve and build' }).click({ timeout: 60_000 });
    await page.getByRole('region', { name: 'Result' }).waitFor({ timeout: 120_000 });
  });
  if (!process.argv.includes('--model'))
    await chatWithOthers({ page, gateway, made: join(gateway.folder, 'made') });
  if (process.argv.includes('--model')) await chatWithModel({ browser, adapt });
  else {
    await chat({ page, gateway });
  }
});
