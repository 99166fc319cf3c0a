import { expect, test } from '@playwright/test';
import { roles } from '../src/auth/roles';
<% if dashboard %>
import { allEntities } from '../src/entities';
<% endif %>
import { defaultRole } from './support/access';
import { Api } from './support/api';
import { heading, logIn } from './support/pages';

<% if dashboard %>
test('the dashboard counts accounts and records and shows the latest', async ({
  page,
  request,
}) => {
  const api = new Api(request);
  const made = allEntities[0] ? await api.record(allEntities[0], api.administrator()) : null;
  await logIn(page, api.administrator());
  await page.getByRole('link', { name: 'Admin', exact: true }).click();
  await expect(heading(page, 'Dashboard')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Sign-ups by day' }).getByRole('row')).toHaveCount(
    15,
  );
  const main = page.getByRole('main');
  for (const { titlePlural } of allEntities) {
    await expect(main.getByRole('link', { name: titlePlural }).first()).toBeVisible();
  }
  if (made) {
    const href = `/${allEntities[0]?.key ?? ''}/`;
    await expect(main.locator(`a[href^="${href}"]`).first()).toBeVisible();
  }
});

<% endif %>
test('administrators hand out roles and close accounts', async ({ page, request, browser }) => {
  const api = new Api(request);
  const person = await api.person(defaultRole);
  await logIn(page, api.administrator());
  await page.goto(`/admin/users?q=${encodeURIComponent(person.name)}`);
  const role = page.getByLabel(`Role of ${person.name}`);
  await role.selectOption('admin');
  await expect(page.getByText(`${person.name} saved`).first()).toBeVisible();
  await expect(role).toHaveValue('admin');

  const theirs = await (await browser.newContext()).newPage();
  await logIn(theirs, person);
  await theirs.goto('/account');
  await expect(theirs.getByRole('definition').filter({ hasText: roles.admin })).toBeVisible();

  await page.getByRole('button', { name: `Deactivate ${person.name}` }).click();
  await page.getByRole('button', { name: 'Deactivate account' }).click();
  await expect(page.getByRole('button', { name: `Activate ${person.name}` })).toBeVisible();
  await theirs.goto('/account');
  await expect(heading(theirs, 'Log in')).toBeVisible();
});

test('administrators cannot lock themselves out', async ({ page, request }) => {
  await logIn(page, new Api(request).administrator());
  await page.goto('/admin/users?q=Administrator');
  await expect(page.getByLabel('Role of Administrator')).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Deactivate Administrator' })).toBeDisabled();
});
