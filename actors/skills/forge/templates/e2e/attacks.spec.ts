import { expect, test, type Page } from '@playwright/test';
import { allEntities } from '../src/entities';
import { idText } from '../src/schema/ids';
import { Api } from './support/api';
import { logIn } from './support/pages';

/** Each would set a mark on the page, were it run there or its link followed. */
const scripts = [
  '<img src=x onerror="window.taken=1">',
  '"><svg onload="window.taken=1">',
  '[a](javascript:window.taken=1)',
  '![a](x" onerror="window.taken=1)',
  '<a href="javascript:window.taken=1">a</a>',
  '<iframe srcdoc="<script>parent.taken=1</script>">',
];

/** What a page holds only where text became markup. */
const traces = [
  '[onerror]',
  '[onload]',
  'iframe',
  'a[href^="javascript:" i]',
  'img[src="x"]',
].join();

async function expectUntouched(page: Page) {
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.locator(traces)).toHaveCount(0);
  expect(await page.evaluate(() => 'taken' in window)).toBe(false);
}

for (const entity of allEntities) {
  const texts = entity.fields.filter(({ kind }) => kind === 'string' || kind === 'text');
  if (!texts.length) continue;

  test(`script in the texts of ${entity.key} stays text`, async ({ page, request }) => {
    test.slow();
    const api = new Api(request);
    const admin = api.administrator();
    await logIn(page, admin);
    for (const [at, script] of scripts.entries()) {
      // What must be there once only differs in its number.
      const mark = `${String(Date.now())}${String(at)}`;
      const text = `${mark} ${script}`;
      const fits = texts.filter(
        ({ maxLength }) => maxLength === undefined || maxLength >= text.length,
      );
      const values = Object.fromEntries(fits.map(({ name }) => [name, text]));
      const { id } = await api.record(entity, admin, values);

      await page.goto(`/${entity.key}/${idText(id)}`);
      if (fits.length) await expect(page.getByRole('main')).toContainText(mark);
      await expectUntouched(page);
      await page.goto(`/${entity.key}/${idText(id)}/edit`);
      await expectUntouched(page);
    }
    await page.goto(`/${entity.key}`);
    await expectUntouched(page);
  });
}
