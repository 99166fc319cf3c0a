import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { defaultRole } from './support/access';
import { Api } from './support/api';
import { heading, logIn } from './support/pages';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('administrators see the components and the routes', async ({ page, request }) => {
      await logIn(page, new Api(request).administrator());
      await page.goto('/admin/health');
      const components = page.getByRole('table', { name: 'Components' });
      // On a busy machine the database may answer slowly.
      const database = components.getByRole('row', { name: /^Database (OK|Degraded)/ });
      await expect(database).toBeVisible();
      await expect(components.getByRole('row', { name: /^Migrations OK/ })).toBeVisible();
      const busiest = page.getByRole('table', { name: 'Busiest routes' });
      await expect(busiest.getByRole('rowheader', { name: '/api/v1/' }).first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
    });
  });
}

test('others do not reach it', async ({ page, request }) => {
  await logIn(page, await new Api(request).person(defaultRole));
  await page.goto('/admin/health');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(heading(page, 'System health')).toHaveCount(0);
});
