import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { allEntities } from '../src/entities';
import { ballotsOn } from '../src/features/tallies/ballots';
import { idText } from '../src/schema/ids';
import { Api } from './support/api';
import { logIn } from './support/pages';

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
}

for (const entity of allEntities) {
  for (const { entity: ballot } of ballotsOn(entity)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test.describe(`${ballot.key} of ${entity.key} in ${colorScheme}`, () => {
        test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

        test('are cast on its page, stay, and are taken back in the list', async ({
          page,
          request,
        }) => {
          const api = new Api(request);
          const admin = api.administrator();
          const id = idText((await api.record(entity, admin)).id);
          const path = `/${entity.key}/${id}`;
          await logIn(page, admin);
          await page.goto(path);
          const own = page.getByRole('article').first();
          await own.getByRole('button', { name: new RegExp(`^${ballot.title}:`) }).click();
          const back = new RegExp(`^Take back your ${ballot.title.toLowerCase()}:`);
          await expect(own.getByRole('button', { name: back })).toHaveAttribute(
            'aria-pressed',
            'true',
          );
          await expect(own.getByText(`1 ${ballot.title.toLowerCase()}`)).toBeVisible();
          await expectAccessible(page);

          // The newest comes first; the button does not lead to the record, as the rest of a card does.
          await page.goto(`/${entity.key}`);
          const row = page
            .getByRole('main')
            .locator('li, tr')
            .filter({ has: page.locator(`a[href="${path}"]`) });
          const pressed = row.getByRole('button', { name: back });
          await expect(pressed).toBeVisible();
          await expectAccessible(page);
          await pressed.click();
          await expect(row.getByText(`0 ${ballot.titlePlural.toLowerCase()}`)).toBeVisible();
          await expect(page).toHaveURL(new RegExp(`/${entity.key}$`));
        });
      });
    }
  }
}
