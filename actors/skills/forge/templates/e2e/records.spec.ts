import { expect, test } from '@playwright/test';
import { allEntities } from '../src/entities';
import { asText } from '../src/schema/format';
import { idText } from '../src/schema/ids';
import { actorFor, editedField, mayDo } from './support/access';
import { Api } from './support/api';
import { fillForm, heading, logIn } from './support/pages';
import { uniqueName, valueOf } from './support/values';

for (const entity of allEntities) {
  const { key, rules } = entity;
  const name = entity.title.toLowerCase();
  const role = actorFor(rules.create);

  test(`${role} adds, changes and deletes one of ${key}`, async ({ page, request }) => {
    const api = new Api(request);
    const person = await api.account(role);
    await api.targets(entity, person);
    await logIn(page, person);

    await page.goto(`/${key}/new`);
    const typed = await fillForm(page, entity);
    await page.getByRole('button', { name: `Create ${name}` }).click();
    await expect(page.getByText(`${entity.title} created`)).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`/${key}/(?!new)[^/]+$`));
    const label = typed.get(entity.label);
    if (label !== undefined) await expect(heading(page, label)).toBeVisible();

    const field = entity.fields.find((it) => it.name === editedField(entity));
    if (field && mayDo(rules.update, role)) {
      const changed = asText(valueOf(field)).slice(0, 20);
      await page.getByRole('main').getByRole('link', { name: 'Edit' }).first().click();
      await page.locator(`#field-${field.name}`).fill(changed);
      await page.getByRole('button', { name: 'Save changes' }).click();
      await expect(page.getByText(`${entity.title} saved`)).toBeVisible();
      await expect(page.getByRole('main')).toContainText(changed);
    }

    if (mayDo(rules.delete, role)) {
      const deleted = page.waitForResponse((response) => response.request().method() === 'DELETE');
      await page.getByRole('button', { name: `Delete ${name}` }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: `Delete ${name}` }).click();
      expect((await deleted).status()).toBe(204);
      await expect(heading(page, entity.titlePlural)).toBeVisible();
    }
  });

  const owned = rules.update?.ownRoles[0];
  if (owned !== undefined && rules.read?.anonymous) {
    test(`${owned} may not change what is somebody else's in ${key}`, async ({ page, request }) => {
      const api = new Api(request);
<% if on.drafts %>
      const made = await api.record(entity, api.administrator());
      const { id } = await api.published(entity, made);
<% else %>
      const { id } = await api.record(entity, api.administrator());
<% endif %>
      await logIn(page, await api.person(owned));
      await page.goto(`/${key}/${idText(id)}`);
      await expect(page.getByRole('article').first()).toBeVisible();
      await expect(page.getByRole('button', { name: `Delete ${name}` })).toHaveCount(0);
      await page.goto(`/${key}/${idText(id)}/edit`);
      await expect(heading(page, 'Not yours to edit')).toBeVisible();
    });
  }

  if (entity.searchable) {
    test(`a search in ${key} that finds nothing says so`, async ({ page, request }) => {
      const api = new Api(request);
      await logIn(page, api.administrator());
      await page.goto(`/${key}`);
      await page.getByRole('main').getByRole('searchbox').fill(uniqueName('nothing'));
      await page.getByRole('button', { name: 'Search' }).click();
      const none = `No ${entity.titlePlural.toLowerCase()} match`;
      await expect(page.getByText(none)).toBeVisible();
    });
  }

  for (const { key: childKey } of entity.children) {
    const child = allEntities.find((candidate) => candidate.key === childKey);
    if (!child) continue;
    const author = actorFor(child.rules.create);
    test(`${author} adds one of ${childKey} under one of ${key}`, async ({ page, request }) => {
      const api = new Api(request);
      test.skip(!mayDo(rules.read, author), 'the parent is not for them to see');
      const person = await api.account(author);
      const { id } = await api.visible(entity, person);
      await logIn(page, person);
      await page.goto(`/${key}/${idText(id)}`);
      const section = page.getByRole('region', { name: child.titlePlural });
      const add = `Add ${child.title.toLowerCase()}`;
      const form = section.getByRole('form', { name: child.title });
      await expect(form.or(section.getByRole('button', { name: add })).first()).toBeVisible();
      if (!(await form.isVisible())) await section.getByRole('button', { name: add }).click();
      const others = child.relations.filter(({ name: relation }) => relation !== child.parent);
      const typed = await fillForm(page, { ...child, relations: others }, `${childKey}-`);
      await form.getByRole('button', { name: add }).click();
      await expect(page.getByText(`${child.title} added`)).toBeVisible();
      const label = typed.get(child.label);
      if (label !== undefined) await expect(section.getByRole('list').first()).toContainText(label);
    });
  }
}
