import { expect, test } from '@playwright/test';
import { defaultRole } from './support/access';
import { Api } from './support/api';
import { heading, logIn } from './support/pages';
import { uniqueName } from './support/values';

test('somebody signs up, leaves, and comes back', async ({ page }) => {
  const name = uniqueName('Ada');
  const handle = name.replaceAll(' ', '-').toLowerCase();
<% if on.password_policy %>
  const password = crypto.randomUUID();
<% else %>
  const password = `${handle}-password`;
<% endif %>
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign up', exact: true }).click();
<% if on.multi_tenancy %>
  await page.getByLabel('Organisation').fill(uniqueName('Organisation'));
<% endif %>
  await page.getByLabel('E-mail address').fill(`${handle}@example.com`);
<% if username %>
  await page.getByLabel('User name').fill(handle);
<% endif %>
  await page.getByLabel('Display name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign up', exact: true }).click();
  await expect(page.getByRole('link', { name })).toBeVisible();

  await page.reload();
  await expect(page.getByRole('link', { name })).toBeVisible();

  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page.getByText('You are logged out')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('link', { name: 'Log in', exact: true })).toBeVisible();

  await logIn(page, { login: <% if username %>handle<% else %>`${handle}@example.com`<% endif %>, password });
  await expect(page.getByRole('link', { name })).toBeVisible();
});

test('a wrong password is refused in words', async ({ page, request }) => {
  const person = await new Api(request).person(defaultRole);
  await page.goto('/login');
  await page.getByLabel('<% if username %>User name<% else %>E-mail address<% endif %>').fill(person.login);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByRole('alert')).toBeFocused();
});

test('people change their profile and their password', async ({ page, request }) => {
  const person = await new Api(request).person(defaultRole);
  await logIn(page, person);
  await page.goto('/account');
  await expect(heading(page, 'Your account')).toBeVisible();
  const name = uniqueName('Countess');
  await page.getByLabel('Display name').fill(name);
  await page.getByRole('button', { name: 'Save profile' }).click();
  await expect(page.getByText('Profile saved')).toBeVisible();
  await expect(page.getByRole('link', { name })).toBeVisible();

  const password = `${person.password}-changed`;
  await page.getByLabel('Current password').fill(person.password);
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText(/Password changed/)).toBeVisible();
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page.getByRole('link', { name: 'Log in', exact: true })).toBeVisible();
  await logIn(page, { ...person, password });
});
