import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { allEntities } from '../src/entities';
import { idText } from '../src/schema/ids';
import { Api } from './support/api';
import { logIn } from './support/pages';

/** Words that are seen only when the text was drawn, and everything that must not run when it is. */
const HOSTILE = [
  '## Drawn',
  '**bold** and _italic_',
  '- one\n  - two',
  '<script>window.attacked = 1</script>',
  '<img src="/nowhere" onerror="window.attacked = 1">',
  '<svg onload="window.attacked = 1"></svg>',
  '[a](javascript:window.attacked=1) [b](&#106;avascript:window.attacked=1)',
  '[c](java\tscript:window.attacked=1) [d](data:text/html,<script>opener.attacked=1</script>)',
  '![e](https://pictures.example/track.png)',
  '[f](https://example.com)',
  `${'*a **b '.repeat(20)}${' b** a*'.repeat(20)}`,
].join('\n\n');

for (const entity of allEntities) {
  const field = entity.fields.find(
    ({ kind, maxLength = Number.POSITIVE_INFINITY }) =>
      kind === 'text' && maxLength >= HOSTILE.length,
  );
  if (!field) continue;
  const { key } = entity;

  test(`a text of ${key} is drawn, and runs nothing`, async ({ page, request }) => {
    const api = new Api(request);
    const admin = api.administrator();
    const { id } = await api.record(entity, admin);
    await logIn(page, admin);
    const elsewhere: string[] = [];
    page.on('request', (asked) => {
      if (!asked.url().startsWith(new URL(page.url()).origin)) elsewhere.push(asked.url());
    });
    await page.goto(`/${key}/${idText(id)}/edit`);
    await page.locator(`#field-${field.name}`).fill(HOSTILE);
    await page.getByRole('button', { name: 'Save changes' }).click();

    const article = page.getByRole('article').first();
    await expect(article.getByRole('heading', { name: 'Drawn', exact: true })).toBeVisible();
    await expect(article.getByText('bold', { exact: true })).toHaveJSProperty('tagName', 'STRONG');
    await expect(article.locator('.rich-text :is(script, img, svg, iframe)')).toHaveCount(0);
    const links = article.locator('.rich-text a');
    expect(await links.evaluateAll((all) => all.map((it) => it.getAttribute('href')))).toEqual([
      'https://pictures.example/track.png',
      'https://example.com/',
    ]);
    expect(await page.evaluate(() => 'attacked' in window)).toBe(false);
    expect(elsewhere).toEqual([]);
  });

  test(`a text of ${key} is written with the keyboard alone`, async ({ page, request }) => {
    const api = new Api(request);
    const admin = api.administrator();
    const { id } = await api.record(entity, admin);
    await logIn(page, admin);
    await page.goto(`/${key}/${idText(id)}/edit`);
    const area = page.locator(`#field-${field.name}`);
    await area.fill('');
    await area.pressSequentially('some words');
    await page.keyboard.press('Shift+Control+ArrowLeft');
    await page.keyboard.press('Control+b');
    await expect(area).toHaveValue('some **words**');
    await page.keyboard.press('Control+z');
    await expect(area).toHaveValue('some words');
    await page.keyboard.press('Control+Shift+z');
    await expect(area).toHaveValue('some **words**');
    await page.keyboard.press('End');
    await page.keyboard.type('\n\n- one\ntwo\n\nend');
    await expect(area).toHaveValue('some **words**\n\n- one\n- two\n\nend');

    await page.keyboard.press('Shift+Tab');
    await expect(page.getByRole('button', { name: 'Bold' })).toBeFocused();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowRight');
    const panel = page.getByRole('tabpanel', { name: 'Preview' });
    await expect(panel.getByRole('listitem')).toHaveText(['one', 'two']);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((it) => it.id)).toEqual([]);
  });
}
