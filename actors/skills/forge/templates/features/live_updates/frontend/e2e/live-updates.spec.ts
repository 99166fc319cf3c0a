import { expect, test, type Page } from '@playwright/test';
import { allEntities } from '../src/entities';
import type { Rule } from '../src/auth/rules';
import { roles, type Role } from '../src/auth/roles';
import { idText, parseId } from '../src/schema/ids';
import { editedField } from './support/access';
import { Api } from './support/api';
import { fillForm, heading, logIn } from './support/pages';

/** What a page is told, as text. */
function heardBy(page: Page): string[] {
  const heard: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => heard.push(payload.toString()));
  });
  return heard;
}

/** A role that may not read the records of others. */
function stranger(rule: Rule | undefined): Role | undefined {
  if (!rule || rule.anonymous) return undefined;
  const ordinary = (Object.keys(roles) as Role[]).filter((role) => role !== 'admin');
  return ordinary.find((role) => !rule.roles.includes(role));
}

for (const entity of allEntities.filter((it) => editedField(it) === it.label)) {
  const { key, title } = entity;

  test(`what somebody does to ${key} shows on the pages of others`, async ({
    page,
    browser,
    request,
  }) => {
    const api = new Api(request);
    const admin = api.administrator();
    await api.targets(entity, admin);
    await logIn(page, admin);
    await page.goto(`/${key}`);
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    await page.evaluate(() => {
      document.body.dataset.same = 'page';
    });

    const role = stranger(entity.rules.read);
    const outside = await (await browser.newContext()).newPage();
    const heard = heardBy(outside);
    if (role !== undefined) {
      await logIn(outside, await api.person(role));
      await expect(outside.getByText('Live', { exact: true })).toBeVisible();
    }

    const other = await (await browser.newContext()).newPage();
    await logIn(other, admin);
    await other.goto(`/${key}/new`);
    const typed = await fillForm(other, entity);
    await other.getByRole('button', { name: `Create ${title.toLowerCase()}` }).click();
    await expect(other.getByText(`${title} created`)).toBeVisible();
    const label = typed.get(entity.label) ?? '';
    const id = new URL(other.url()).pathname.split('/').at(-1) ?? '';

    const link = page.getByRole('main').getByRole('link', { name: label });
    await expect(link.first()).toBeVisible();
    await link.first().click();
    await expect(heading(page, label)).toBeVisible();

    const changed = `${label.slice(0, 8)} anew`;
    await other.goto(`/${key}/${id}/edit`);
    await other.locator(`#field-${entity.label}`).fill(changed);
    await other.getByRole('button', { name: 'Save changes' }).click();
    await expect(heading(page, changed)).toBeVisible();

    const remove = { name: `Delete ${title.toLowerCase()}` };
    await other.getByRole('button', remove).first().click();
    await other.getByRole('dialog').getByRole('button', remove).click();
    await expect(page.getByText('This record does not exist')).toBeVisible();
    expect(await page.evaluate(() => document.body.dataset.same)).toBe('page');

    if (role === undefined) return;
    // Listeners are told in one go: who is told nothing now is told nothing later.
    expect(heard.some((it) => it.includes('"ready"'))).toBe(true);
    expect(heard.filter((it) => it.includes(`"id":${JSON.stringify(parseId(id))}`))).toEqual([]);
  });

  test(`a form for one of ${key} is not overwritten`, async ({ page, browser, request }) => {
    const api = new Api(request);
    const admin = api.administrator();
    const made = await api.record(entity, admin);
    const address = `/${key}/${idText(made.id)}/edit`;
    await logIn(page, admin);
    await page.goto(address);
    await page.locator(`#field-${entity.label}`).fill('Being written');
    await expect(page.getByText('Live', { exact: true })).toBeVisible();

    const other = await (await browser.newContext()).newPage();
    await logIn(other, admin);
    await other.goto(address);
    await other.locator(`#field-${entity.label}`).fill('Of somebody else');
    await other.getByRole('button', { name: 'Save changes' }).click();

    await expect(page.getByText(/changed by somebody else/)).toBeVisible();
    await expect(page.locator(`#field-${entity.label}`)).toHaveValue('Being written');
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(page.locator(`#field-${entity.label}`)).toHaveValue('Of somebody else');
  });
}
