import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { allEntities } from '../src/entities';
import type { EntityModel } from '../src/schema/entity';
import { idText } from '../src/schema/ids';
import { Api } from './support/api';
import { heading, logIn } from './support/pages';
import { uniqueName } from './support/values';

const textOf = ({ fields }: EntityModel) =>
  fields.find(
    ({ kind, maxLength = Number.POSITIVE_INFINITY }) =>
      (kind === 'string' || kind === 'text') && maxLength >= 30,
  );
const searched = allEntities.filter((entity) => textOf(entity) !== undefined);
const field = (page: Page) => page.getByRole('searchbox', { name: 'Search everything' });

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    for (const entity of searched) {
      test(`one of ${entity.key} is found from everywhere`, async ({ page, request }) => {
        const api = new Api(request);
        const admin = api.administrator();
        const { id } = await api.record(entity, admin);
        await logIn(page, admin);
        await page.goto(`/${entity.key}/${idText(id)}/edit`);
        const word = uniqueName('wordy').replace(' ', '');
        await page.locator(`#field-${textOf(entity)?.name ?? ''}`).fill(`Before ${word} after`);
        await page.getByRole('button', { name: 'Save changes' }).click();
        await expect(page.getByText(`${entity.title} saved`)).toBeVisible();

        await page.goto('/');
        await expect(heading(page, /./)).toBeVisible();
        await expect(field(page)).toBeVisible();
        // Pressed before the page listens it would be lost; pressed once more it would be typed.
        await expect(async () => {
          if (!(await field(page).evaluate((box) => box === document.activeElement))) {
            await page.keyboard.press('/');
          }
          await expect(field(page)).toBeFocused({ timeout: 1_000 });
        }).toPass();
        await page.keyboard.type(word.slice(0, -2).toUpperCase());
        await page.keyboard.press('Enter');
        await expect(heading(page, 'Search')).toBeVisible();
        const hits = page.getByRole('region', { name: entity.titlePlural });
        await expect(hits.locator('mark').first()).toHaveText(word);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id: rule, nodes }) => `${rule}: ${nodes[0]?.html ?? ''}`)).toEqual(
          [],
        );
        await hits.getByRole('link').first().click();
        await expect(page).toHaveURL(new RegExp(`/${entity.key}/${idText(id)}$`));
      });
    }

    test('nothing found is said, and more is looked for as it is typed', async ({ page }) => {
      const nothing = uniqueName('zzz').replace(' ', '');
      await page.goto(`/search?q=${nothing}`);
      await expect(page.getByText(`Nothing found for “${nothing}”`)).toBeVisible();
      await field(page).press('End');
      await field(page).pressSequentially('ä "');
      await expect(page.getByText(`Nothing found for “${nothing}ä "”`)).toBeVisible();
      await expect(page.getByRole('alert')).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
    });
  });
}

test('a small screen has a way to the search instead of its field', async ({ page, request }) => {
  await logIn(page, new Api(request).administrator());
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto('/');
  await expect(field(page)).toBeHidden();
  await page.getByRole('link', { name: 'Search everything' }).click();
  await expect(field(page)).toBeVisible();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
});
