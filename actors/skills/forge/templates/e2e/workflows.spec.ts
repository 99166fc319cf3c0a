import { expect, test } from '@playwright/test';
import { allEntities } from '../src/entities';
import { humanize } from '../src/schema/format';
import { idText } from '../src/schema/ids';
import { actorFor, defaultRole, mayDo } from './support/access';
import { Api } from './support/api';
import { logIn } from './support/pages';

for (const entity of allEntities) {
  const { key, rules, workflow } = entity;
  // A record starts in the first state that is not another's end, and moves from there.
  for (const transition of workflow?.transitions ?? []) {
    const rule = rules[transition.name];
    const owner = actorFor(rules.create);
    // Those who may only move their own records move this one as its owner.
    const byOwner = rule?.ownRoles.includes(owner) ?? false;
    const staff = byOwner ? owner : actorFor(rule);

    test(`${staff} can ${transition.name} one of ${key}`, async ({ page, request }) => {
      const api = new Api(request);
      const creator = await api.account(owner);
      const { id } = await api.record(entity, creator);
      await logIn(page, byOwner ? creator : await api.account(staff));
      await page.goto(`/${key}/${idText(id)}`);
      const article = page.getByRole('article').first();
      await expect(article).toBeVisible();
      const button = article.getByRole('button', { name: transition.title, exact: true });
      const initial = workflow?.initial ?? '';
      if (!transition.from.includes(initial)) {
        await expect(button).toHaveCount(0);
        return;
      }
      await button.click();
      await expect(page.getByText(`${transition.title}: done`)).toBeVisible();
      await expect(article).toContainText(humanize(transition.to));
    });

    if (owner === defaultRole && !mayDo(rule, defaultRole)) {
      test(`${defaultRole} cannot ${transition.name} one of ${key}`, async ({ page, request }) => {
        const api = new Api(request);
        const person = await api.person(defaultRole);
        const { id } = await api.record(entity, person);
        await logIn(page, person);
        await page.goto(`/${key}/${idText(id)}`);
        await expect(page.getByRole('article').first()).toBeVisible();
        const button = page.getByRole('button', { name: transition.title, exact: true });
        await expect(button).toHaveCount(0);
      });
    }
  }
}
