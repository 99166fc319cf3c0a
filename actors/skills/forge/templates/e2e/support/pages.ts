/** What people do on the pages. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { EntityModel } from '../../src/schema/entity';
import type { Account } from './api';
import { typedValue } from './values';

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
): Promise<ReadonlyMap<string, string>> {
  const typed = new Map<string, string>();
  for (const field of entity.fields) {
    if (field.kind === 'boolean' || !field.required) continue;
    const input = page.locator(`#field-${field.name}`);
    const value = typedValue(field);
    if (field.kind === 'enum') await input.selectOption(value);
    else await input.fill(value);
    typed.set(field.name, value);
  }
  for (const { kind, required, key } of entity.relations) {
    if (kind !== 'belongs_to' || !required) continue;
    // The first choice is the empty one.
    await page.locator(`#field-${key} option`).nth(1).waitFor({ state: 'attached' });
    await page.locator(`#field-${key}`).selectOption({ index: 1 });
  }
  return typed;
}
