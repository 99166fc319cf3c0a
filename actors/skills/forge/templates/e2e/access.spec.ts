import { expect, test } from '@playwright/test';
import { allEntities } from '../src/entities';
import { defaultRole, mayDo } from './support/access';
import { Api } from './support/api';
import { heading, logIn } from './support/pages';

const closed = [
  '/account',
  '/admin/users',
  ...allEntities.filter(({ rules }) => !rules.list?.anonymous).map(({ key }) => `/${key}`),
  ...allEntities.filter(({ rules }) => !rules.create?.anonymous).map(({ key }) => `/${key}/new`),
];

for (const path of closed) {
  test(`a visitor is sent to log in from ${path}`, async ({ page }) => {
    await page.goto(path);
    await expect(heading(page, 'Log in')).toBeVisible();
    expect(new URL(page.url()).searchParams.get('next')).toBe(path);
  });
}

for (const { key, titlePlural, rules } of allEntities.filter((it) => it.rules.list?.anonymous)) {
  test(`a visitor sees ${key} and may ${rules.create?.anonymous ? '' : 'not '}add`, async ({
    page,
  }) => {
    await page.goto(`/${key}`);
    await expect(heading(page, titlePlural)).toBeVisible();
    await expect(page.getByRole('main').getByRole('link', { name: /^New / })).toHaveCount(
      rules.create?.anonymous ? 1 : 0,
    );
  });
}

test('an ordinary account sees what its role may', async ({ page, request }) => {
  await logIn(page, await new Api(request).person(defaultRole));
  await page.goto('/admin/users');
  await expect(heading(page, 'Not for your role')).toBeVisible();
  for (const { key, title, rules } of allEntities) {
    await page.goto(`/${key}/new`);
    const allowed = mayDo(rules.create, defaultRole);
    const name = allowed ? `New ${title.toLowerCase()}` : 'Not for your role';
    await expect(heading(page, name)).toBeVisible();
  }
});

test('an address that leads nowhere says so', async ({ page }) => {
  await page.goto('/nowhere');
  await expect(heading(page, 'Page not found')).toBeVisible();
});
