import { expect, test, type Page } from '@playwright/test';
<% set has_german = languages | selectattr('code', 'equalto', 'de') | list | length > 0 %>
<% if has_german %>
import { allEntities } from '../src/entities';
<% endif %>
import { catalogueOf, languages, type Language } from '../src/i18n/languages';
import { <% if has_german %>actorFor, <% endif %>defaultRole } from './support/access';
import { Api } from './support/api';
import { <% if has_german %>fillForm, <% endif %>logIn } from './support/pages';

async function choose(page: Page, code: Language) {
  await page.locator('.language-switch select').selectOption(code);
  await expect(page.locator('html')).toHaveAttribute('lang', code);
}

test('a visitor reads the product in each of its languages', async ({ page }) => {
  await page.goto('/');
  for (const { code } of languages) {
    const { app } = await catalogueOf(code);
    await choose(page, code);
    await expect(page.getByRole('link', { name: app.logIn, exact: true })).toBeVisible();
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', code);
    await expect(page.getByRole('link', { name: app.logIn, exact: true })).toBeVisible();
  }
});

test('the language of an account is there on another device', async ({
  page,
  browser,
  request,
}) => {
  const person = await new Api(request).person(defaultRole);
  const code = languages.find((it) => it.code !== 'en')?.code ?? 'en';
  const { app } = await catalogueOf(code);
  await logIn(page, person);
  const saved = page.waitForResponse((it) => it.request().method() === 'PATCH');
  await page.locator('.language-switch select').selectOption(code);
  expect((await saved).ok()).toBe(true);
  await expect(page.getByRole('button', { name: app.logOut })).toBeVisible();

  const other = await browser.newContext();
  const elsewhere = await other.newPage();
  await elsewhere.goto('/login');
  await elsewhere.getByLabel('<% if username %>User name<% else %>E-mail address<% endif %>').fill(person.login);
  await elsewhere.getByLabel('Password').fill(person.password);
  await elsewhere.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await expect(elsewhere.locator('html')).toHaveAttribute('lang', code);
  await expect(elsewhere.getByRole('button', { name: app.logOut })).toBeVisible();
  await other.close();
});
<% for it in languages %>
<% if it.code == "de" %>

test('somebody signs up in German', async ({ page }) => {
  const { app } = await catalogueOf('de');
  const handle = `petra-${crypto.randomUUID().slice(0, 8)}`;
  await page.goto('/register');
  await choose(page, 'de');
<% if on.multi_tenancy %>
  await page.getByLabel(app.organisation).fill(`Verein ${handle}`);
<% endif %>
  await page.getByLabel(app.eMailAddress).fill(`${handle}@example.com`);
<% if username %>
  await page.getByLabel(app.userName).fill(handle);
<% endif %>
  await page.getByLabel(app.displayName).fill(handle);
  await page.getByLabel(app.password).fill(`${handle}-${crypto.randomUUID()}`);
  await page.getByRole('button', { name: app.signUp, exact: true }).click();
  await expect(page.getByRole('button', { name: app.logOut })).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('button', { name: app.logOut })).toBeVisible();
});

test('somebody adds a record in German', async ({ page, request }) => {
  const added = allEntities.find(
    ({ inNavigation, relations }) =>
      inNavigation && !relations.some(({ kind, required }) => kind === 'belongs_to' && required),
  );
  test.skip(!added, 'Every record here needs another one first.');
  if (!added) return;
  await logIn(page, await new Api(request).person(actorFor(added.rules.create)));
  await choose(page, 'de');
  await page.goto(`/${added.key}/new`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Neu: /);
  await fillForm(page, added);
  await page.getByRole('button', { name: /^Anlegen: / }).click();
  await expect(page.getByText(/^Angelegt: /)).toBeVisible();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('link', { name: 'Bearbeiten' })).toBeVisible();
});
<% endif %>
<% endfor %>
