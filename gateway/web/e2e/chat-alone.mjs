// The conversation's steps alone, after the shortest way to a finished session: while building.
import { join } from 'node:path';
import { asBuilt, launch } from './browser.mjs';
import { chat } from './chat-talk.mjs';
import { chatWithModel, chatWithOthers } from './chat-more.mjs';
import { Gateway } from './gateway.mjs';
import { listen, step, walk } from './watching.mjs';

const gateway = new Gateway();
await gateway.start();
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
listen(page, 'page');
await asBuilt(context);

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
  if (process.argv.includes('--model')) await chatWithModel({ browser });
  else {
    await chat({ page, gateway });
  }
});
