/** What people do on the pages. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { EntityModel<% if user_options %>, RelationSpec<% endif %> } from '../../src/schema/entity';
import type { Account } from './api';
import { <% if constrained %>timesOf, <% endif %>typedValue } from './values';

export async function logIn(page: Page, { login, password }: Omit<Account, 'role'>) {
  await page.goto('/login');
  await page.getByLabel('<% if username %>User name<% else %>E-mail address<% endif %>').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('button', { name: 'Log out' })).toBeVisible();
}

/** What the page is called. */
export function heading(page: Page, name: string | RegExp): Locator {
  return page.getByRole('heading', { level: 1, name });
}

/** Fills in what a record must have; answers with what was typed, by field. */
export async function fillForm(
  page: Page,
  entity: EntityModel,
  scope = '',
): Promise<ReadonlyMap<string, string>> {
  const typed = new Map<string, string>();
<% if constrained %>
  const times = timesOf(entity);
<% endif %>
  for (const field of entity.fields) {
    if (field.kind === 'boolean' || !field.required) continue;
    const input = page.locator(`#field-${scope}${field.name}`);
<% if constrained %>
    // What a person types has no seconds and no zone.
    const value = times[field.name]?.slice(0, 16) ?? typedValue(field);
<% else %>
    const value = typedValue(field);
<% endif %>
    if (field.kind === 'enum') await input.selectOption(value);
    else await input.fill(value);
    typed.set(field.name, value);
  }
  for (const { kind, required, key } of entity.relations) {
    if (kind !== 'belongs_to' || !required) continue;
    // The first choice is the empty one.
    await page.locator(`#field-${scope}${key} option`).nth(1).waitFor({ state: 'attached' });
    await page.locator(`#field-${scope}${key}`).selectOption({ index: 1 });
  }
  return typed;
}
<% if user_options %>

/** Chooses an account by its name; a search narrows them where there are too many to show. */
export async function chooseAccount(page: Page, relation: RelationSpec, name: string) {
  const field = page.locator(`#field-${relation.key}`);
  const many = relation.kind === 'many_to_many';
  const options = many ? field.getByRole('checkbox') : field.locator('option').nth(1);
  await options.first().waitFor({ state: 'attached' });
  const search = page.getByLabel(`Search ${relation.title}`);
  if (await search.isVisible()) await search.fill(name);
  if (many) await field.getByLabel(name).check();
  else await field.selectOption({ label: name });
}
<% endif %>
