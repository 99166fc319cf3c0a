import { expect, test } from '@playwright/test';
import { choosers } from '../src/auth/roles';
import { allEntities } from '../src/entities';
import { defaultRole, mayDo } from './support/access';
import { Api } from './support/api';
import { chooseAccount, fillForm, logIn } from './support/pages';

for (const entity of allEntities) {
  const { key, rules } = entity;
  const role = choosers.find((candidate) => mayDo(rules.create, candidate));
  const relation = entity.relations.find(
    ({ kind, target }) => kind !== 'owned_by' && target === 'users',
  );
  if (role === undefined || !relation) continue;

  test(`${role} chooses somebody else for ${relation.name} of one of ${key}`, async ({
    page,
    request,
  }) => {
    const api = new Api(request);
    const other = await api.person(defaultRole);
    const person = await api.account(role);
    await api.targets(entity, person);
    await logIn(page, person);
    await page.goto(`/${key}/new`);
    await fillForm(page, entity);
    await chooseAccount(page, relation, other.name);
    await page.getByRole('button', { name: `Create ${entity.title.toLowerCase()}` }).click();
    await expect(page.getByText(`${entity.title} created`)).toBeVisible();
    await expect(page.getByRole('main')).toContainText(other.name);
  });
}
