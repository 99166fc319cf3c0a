import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { pageSize } from '../src/config';
import { allEntities } from '../src/entities';
import { idText } from '../src/schema/ids';
import { Api } from './support/api';
import { heading, logIn } from './support/pages';

const MORE = 2;
const entity = allEntities.find(({ inNavigation }) => inNavigation);

if (entity) {
  test(`the list of ${entity.key} goes on by keyboard, and nothing comes twice`, async ({
    page,
    request,
  }) => {
    const api = new Api(request);
    const admin = api.administrator();
    const made: string[] = [];
    for (let number = 0; number < pageSize + MORE; number += 1) {
      made.push(idText((await api.record(entity, admin)).id));
    }
    await logIn(page, admin);
    await page.goto(`/${entity.key}`);
    await expect(heading(page, entity.titlePlural)).toBeVisible();
    const plural = entity.titlePlural.toLowerCase();
    await expect(page.getByText(`${pageSize} ${plural} shown`)).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);

    // Somebody adds one meanwhile: page numbers would show the last of this part again.
    await api.record(entity, admin);
    const more = page.getByRole('button', { name: 'Load more' });
    await more.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^\d+ more, \d+ .* shown$/)).toBeAttached();

    const links = page.getByRole('main').locator(`a[href^="/${entity.key}/"]`);
    const shown = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    const records = shown.filter((href) => !href?.endsWith('/new'));
    expect(new Set(records).size).toBe(records.length);
    for (const id of made) expect(records).toContain(`/${entity.key}/${id}`);
  });
}
