import AxeBuilder from '@axe-core/playwright';
import { expect, test, type APIRequestContext, type Page } from '@playwright/test';
import { allEntities } from '../src/entities';
import type { EntityModel } from '../src/schema/entity';
import { idText } from '../src/schema/ids';
import { actorFor, mayDo } from './support/access';
import { Api, type Account } from './support/api';
import { logIn } from './support/pages';
import { payable } from './support/payable';
import { <% if constrained %>timesOf, <% endif %>valueOf } from './support/values';

/** A record that can be paid: with something in it, and where it can be paid in its workflow. */
async function prepare(entity: EntityModel, request: APIRequestContext, owner: Account) {
  const api = new Api(request);
  const { id } = await api.record(entity, owner);
  const part = allEntities.find((it) => it.key === payable.part?.key);
  if (part) {
    const input: Record<string, unknown> = {};
<% if constrained %>
    const times = timesOf(part);
    for (const field of part.fields) input[field.name] = times[field.name] ?? valueOf(field);
<% else %>
    for (const field of part.fields) input[field.name] = valueOf(field);
<% endif %>
    for (const { kind, required, key: name, target } of part.relations) {
      if (kind !== 'belongs_to' || !required) continue;
      input[name] = name === payable.part?.relation ? id : await api.target(target, owner);
    }
    const by = mayDo(part.rules.create, owner.role) ? owner : api.administrator();
    await post(request, by, `/${part.key}`, input);
  }
  for (const step of payable.steps) {
    await post(request, api.administrator(), `/${entity.key}/${idText(id)}/${step}`, {});
  }
  return `/${entity.key}/${idText(id)}`;
}

async function post(request: APIRequestContext, by: Account, path: string, data: unknown) {
  const { login, password } = by;
  const session = await request.post('/api/v1/auth/login', { data: { login, password } });
  const { access_token: token } = (await session.json()) as { access_token: string };
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await request.post(`/api/v1${path}`, { data, headers });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
}

/** Begins to pay for a new record of one's own; ends on the local double's page. */
async function begin(page: Page, request: APIRequestContext): Promise<string> {
  const entity = allEntities.find(({ key }) => key === payable.key);
  if (!entity) throw new Error('nothing can be paid');
  const owner = await new Api(request).account(actorFor(entity.rules.create));
  const address = await prepare(entity, request, owner);
  await logIn(page, owner);
  await page.goto(address);
  const panel = page.getByRole('region', { name: 'Payment' });
  await panel.getByRole('button', { name: /^Pay / }).click();
  await expect(page).toHaveTitle('Test payment');
  return address;
}

test('a record is paid on the page of the provider', async ({ page, request }) => {
  const address = await begin(page, request);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
  await page.getByRole('button', { name: 'Pay' }).click();
  await expect(page).toHaveURL(/\/payment-done\?payment=/);
  await expect(page.getByText(/^Paid .* on /)).toBeVisible();
  await page.getByRole('link', { name: 'Back to what you paid for' }).click();
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  const panel = page.getByRole('region', { name: 'Payment' });
  await expect(panel.getByText(/^Paid .* on /)).toBeVisible();
  await expect(panel.getByRole('button')).toHaveCount(0);
});

test('a payment that is declined can be begun again', async ({ page, request }) => {
  const address = await begin(page, request);
  await page.getByRole('button', { name: 'Decline' }).click();
  await expect(page.getByText(/failed. Nothing was taken/)).toBeVisible();
  await page.goto(address);
  const panel = page.getByRole('region', { name: 'Payment' });
  await expect(panel.getByRole('button', { name: /^Pay / })).toBeVisible();
});

test('a payment that is left waits where it was', async ({ page, request }) => {
  const address = await begin(page, request);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  const panel = page.getByRole('region', { name: 'Payment' });
  await panel.getByRole('button', { name: 'Go on paying' }).click();
  await page.getByRole('button', { name: 'Pay' }).click();
  await expect(page.getByText(/^Paid .* on /)).toBeVisible();
});

test('administrators see payments and give them back', async ({ page, request }) => {
  await begin(page, request);
  await page.getByRole('button', { name: 'Pay' }).click();
  await expect(page.getByText(/^Paid .* on /)).toBeVisible();
  const context = await page.context().browser()?.newContext();
  if (!context) throw new Error('there is no browser');
  const office = await context.newPage();
  await logIn(office, new Api(request).administrator());
  await office.goto('/admin/online-payments?show=paid');
  await office
    .getByRole('button', { name: /^Refund / })
    .first()
    .click();
  const { violations } = await new AxeBuilder({ page: office }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
  await office
    .getByRole('dialog')
    .getByRole('button', { name: /^Refund / })
    .click();
  await expect(office.getByText(/is given back/)).toBeVisible();
  await context.close();
});
