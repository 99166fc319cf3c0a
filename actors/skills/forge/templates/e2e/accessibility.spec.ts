import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { allEntities } from '../src/entities';
import { idText } from '../src/schema/ids';
import { Api } from './support/api';
import { logIn } from './support/pages';

async function expectAccessible(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    for (const path of ['/', '/login', '/register']) {
      test(`${path} is accessible to visitors`, async ({ page }) => {
        await page.goto(path);
        await expectAccessible(page);
      });
    }

    test('the account and the administrators’ pages are accessible', async ({ page, request }) => {
      await logIn(page, new Api(request).administrator());
      for (const path of ['/', '/account', <% if dashboard %>'/admin', <% endif %>'/admin/users']) {
        await page.goto(path);
        await expectAccessible(page);
      }
    });

    for (const entity of allEntities) {
      test(`the pages of ${entity.key} are accessible`, async ({ page, request }) => {
        const api = new Api(request);
        const id = idText((await api.record(entity, api.administrator())).id);
        await logIn(page, api.administrator());
        for (const path of ['', `/${id}`, '/new', `/${id}/edit`]) {
          await page.goto(`/${entity.key}${path}`);
          await expectAccessible(page);
        }
        await page.goto(`/${entity.key}/new`);
        await page.getByRole('button', { name: /^Create/ }).click();
        await expectAccessible(page);
      });
    }
  });
}

test('the keyboard alone reaches the content and the menu works on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto('/');
<% if on.i18n %>
  // The page comes with the words of its language, after everything else was loaded.
  await page.getByRole('link', { name: 'Skip to content' }).waitFor({ state: 'attached' });
<% endif %>
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  const menu = page.getByRole('button', { name: 'Menu' });
  await expect(page.getByRole('link', { name: 'Log in', exact: true })).toBeHidden();
  await menu.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Log in', exact: true })).toBeVisible();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
});
