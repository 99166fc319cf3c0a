import { expect, test, type Browser, type Page } from '@playwright/test';
import { allEntities } from '../src/entities';
import type { EntityModel } from '../src/schema/entity';
import { idText } from '../src/schema/ids';
import { Api, type Account } from './support/api';
import { heading, logIn } from './support/pages';
import { uniqueName } from './support/values';

/** Signs up with an organisation of one's own, as anybody can. */
async function found(page: Page, organisation: string): Promise<Account> {
  const handle = uniqueName('founder').replaceAll(' ', '-').toLowerCase();
<% if on.password_policy %>
  const password = crypto.randomUUID();
<% else %>
  const password = `${handle}-password`;
<% endif %>
  await page.goto('/register');
  await page.getByLabel('Organisation').fill(organisation);
  await page.getByLabel('E-mail address').fill(`${handle}@example.com`);
<% if username %>
  await page.getByLabel('User name').fill(handle);
<% endif %>
  await page.getByLabel('Display name').fill(handle);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign up', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Log out' })).toBeVisible();
  return { role: 'admin', login: <% if username %>handle<% else %>`${handle}@example.com`<% endif %>, password };
}

async function newPage(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage();
}

/** Whether it cannot be without an account, or without a record that cannot. */
function needsPeople(entity: EntityModel): boolean {
  return entity.relations.some(({ required, kind, target }) => {
    const of = allEntities.find(({ key }) => key === target);
    return required && kind === 'belongs_to' && (of === undefined || needsPeople(of));
  });
}

test('two organisations see each its own', async ({ browser, request }) => {
  test.slow();
  const api = new Api(request);
  const [first, second] = [await newPage(browser), await newPage(browser)];
  const names = [uniqueName('Northwind'), uniqueName('Southwind')] as const;
  const accounts = [await found(first, names[0]), await found(second, names[1])] as const;
  await expect(first.getByText(names[0])).toBeVisible();
  await expect(second.getByText(names[1])).toBeVisible();
  await expect(second.getByText(names[0])).toHaveCount(0);

  // Whom a record has to name is somebody of its own organisation, where there is nobody else yet.
  const alone = allEntities.filter((entity) => !needsPeople(entity));
  for (const entity of alone) {
    const theirs = await api.record(entity, accounts[0]);
    const own = await api.record(entity, accounts[1]);
    for (const [page, shown, hidden] of [
      [first, theirs, own],
      [second, own, theirs],
    ] as const) {
      await page.goto(`/${entity.key}/${idText(shown.id)}`);
      await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
      await expect(heading(page, 'Page not found')).toHaveCount(0);
      await page.goto(`/${entity.key}/${idText(hidden.id)}`);
      await expect(page.getByText('This record does not exist')).toBeVisible();
    }
  }

  for (const [page, login, other] of [
    [first, accounts[0].login, accounts[1].login],
    [second, accounts[1].login, accounts[0].login],
  ] as const) {
    await page.goto('/admin/users');
    await expect(page.getByRole('main')).toContainText(login);
    await expect(page.getByRole('main')).not.toContainText(other);
  }
});

test('an administrator invites somebody, who joins once', async ({ browser, request }) => {
  const [admin, guest] = [await newPage(browser), await newPage(browser)];
  await logIn(admin, new Api(request).administrator());
  await admin.goto('/admin/organisation');
  const handle = uniqueName('guest').replaceAll(' ', '-').toLowerCase();
  const email = `${handle}@example.com`;
  await admin.getByLabel('Their e-mail address').fill(email);
  await admin.getByRole('button', { name: 'Make an invitation' }).click();
  const link = admin.getByRole('status').locator('code');
  await expect(link).toContainText('/join#token=');
  const address = await link.innerText();
  await expect(admin.getByRole('list', { name: 'Invitations' })).toContainText(email);

  await guest.goto(address);
  await expect(heading(guest, /^Join /)).toBeVisible();
<% if username %>
  await guest.getByLabel('User name').fill(handle);
<% endif %>
  await guest.getByLabel('Display name').fill(handle);
<% if on.password_policy %>
  await guest.getByLabel('Password').fill(crypto.randomUUID());
<% else %>
  await guest.getByLabel('Password').fill(`${handle}-password`);
<% endif %>
  await guest.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(guest.getByRole('button', { name: 'Log out' })).toBeVisible();
  await guest.goto('/admin/organisation');
  await expect(heading(guest, 'Not for your role')).toBeVisible();

  const late = await newPage(browser);
  await late.goto(address);
  await expect(heading(late, 'This invitation is not good any more')).toBeVisible();

  await admin.reload();
  await expect(
    admin.getByText('Nobody is invited').or(admin.getByRole('list', { name: 'Invitations' })),
  ).toBeVisible();
  await expect(admin.getByRole('main')).not.toContainText(email);
});
