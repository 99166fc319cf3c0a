import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { allEntities, entityByKey } from '../../entities';
import type { EntityModel } from '../../schema/entity';
import { recordLabel } from '../../schema/format';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { control, fill, fillRequired, requiredFields } from '../../test/form';
import { renderApp } from '../../test/renderApp';
import { sampleInput, sampleRecord } from '../../test/samples';
import { chosenRelations } from './values';

let api: FakeApi;
const press = (name: string | RegExp) => userEvent.click(screen.getByRole('button', { name }));
const askToDelete = async (name: string) =>
  userEvent.click(await screen.findByRole('button', { name: `Delete ${name}` }));
const answer = (name: string) =>
  userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name }));
const address = () => screen.getByTestId('address').textContent;

/** What relations can point at. */
function fillTargets(entity: EntityModel): void {
  for (const { target } of chosenRelations(entity)) {
    const of = entityByKey(target);
    if (of) api.records(target, [sampleRecord(of)]);
    else api.accounts([accountOf('admin')]);
  }
}

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
});

describe.each(allEntities.map((entity) => [entity.titlePlural, entity] as const))(
  '%s',
  (_, entity) => {
    const { key } = entity;
    const name = entity.title.toLowerCase();
    const record = sampleRecord(entity);
    const path = `/${key}/${idText(record.id)}`;
    const editable = entity.fields.length + chosenRelations(entity).length > 0;

    it('are listed', async () => {
      api.records(key, [record, sampleRecord(entity, 2)]);
      renderApp(`/${key}`);
      expect(await screen.findByText(`2 ${entity.titlePlural.toLowerCase()}`)).toBeInTheDocument();
      const links = screen.getAllByRole('link', { name: recordLabel(entity, record) });
      expect(links[0]).toHaveAttribute('href', path);
    });

    it('show that they load, that there are none, and that they did not load', async () => {
      api.fails(`GET /${key}`, 400, 'Not now.');
      renderApp(`/${key}`);
      expect(await screen.findByText('Not now.')).toBeInTheDocument();
      api.on(`GET /${key}`, pageOf([]));
      await press('Try again');
      const plural = entity.titlePlural.toLowerCase();
      expect(await screen.findByText(`There are no ${plural} yet`)).toBeInTheDocument();
    });

<% if not on.cursor_pagination %>
    it('are sorted and paged by the address', async () => {
      api.on(`GET /${key}`, pageOf([record], 45));
      renderApp(`/${key}?page=2`);
      expect(await screen.findByText('Page 2 of 3')).toBeInTheDocument();
      await userEvent.selectOptions(screen.getByLabelText('Sort by'), 'created_at');
      await waitFor(() => {
        expect(address()).toBe(`/${key}?sort=created_at`);
      });
      expect(api.last(`GET /${key}`)?.query.get('sort')).toBe('created_at');
    });

    it('leave a way back when nothing matches', async () => {
      renderApp(`/${key}?page=9`);
      await userEvent.click(await screen.findByRole('button', { name: /^Show all/ }));
      await waitFor(() => {
        expect(address()).toBe(`/${key}`);
      });
    });

<% endif %>
    it('have a page each', async () => {
      api.records(key, [record]);
      renderApp(path);
      const heading = await screen.findByRole('heading', { level: 1 });
      expect(heading).toHaveTextContent(recordLabel(entity, record));
      for (const child of entity.children) {
        const title = entityByKey(child.key)?.titlePlural ?? '';
        expect(screen.getByRole('heading', { name: title })).toBeInTheDocument();
      }
    });

    it('that do not exist say so', async () => {
      const { unmount } = renderApp(path);
      expect(await screen.findByText('This record does not exist')).toBeInTheDocument();
      unmount();
      api.fails(`GET /${key}/1`, 422, 'Not an id');
      renderApp(`/${key}/1/edit`);
      expect(await screen.findByText('This record does not exist')).toBeInTheDocument();
    });

    it('are deleted after asking', async () => {
      api.records(key, [record]).on(`DELETE ${path}`, null, 204);
      renderApp(path);
      await askToDelete(name);
      await answer('Cancel');
      expect(api.count(`DELETE ${path}`)).toBe(0);
      await askToDelete(name);
      await answer(`Delete ${name}`);
      expect(await screen.findByText(`${entity.title} deleted`)).toBeInTheDocument();
      await waitFor(() => {
        expect(address()).toBe(`/${key}`);
      });
    });

    it('that others need are not deleted', async () => {
      api.records(key, [record]).fails(`DELETE ${path}`, 409, 'Others point here.');
      renderApp(path);
      await askToDelete(name);
      await answer(`Delete ${name}`);
      expect(await screen.findByText('Others point here.')).toBeInTheDocument();
      expect(address()).toBe(path);
    });

    it('are created', async () => {
      fillTargets(entity);
      api.records(key, [record]).on(`POST /${key}`, record, 201);
      renderApp(`/${key}/new`);
      await screen.findByRole('heading', { name: `New ${name}` });
      await waitFor(() => {
        fillRequired(entity);
        for (const { kind, required, key: input } of entity.relations) {
          if (kind === 'belongs_to' && required) expect(control(input)).not.toHaveValue('');
        }
      });
      await press(`Create ${name}`);
      expect(await screen.findByText(`${entity.title} created`)).toBeInTheDocument();
      expect(api.last(`POST /${key}`)?.body).toEqual(sampleInput(entity));
      await waitFor(() => {
        expect(address()).toBe(path);
      });
    });

    it.runIf(requiredFields(entity).length > 0)('are checked before they are sent', async () => {
      renderApp(`/${key}/new`);
      await screen.findByRole('heading', { name: `New ${name}` });
      await press(`Create ${name}`);
      const summary = screen.getByRole('alert');
      expect(summary).toHaveFocus();
      for (const { name: field, title } of requiredFields(entity)) {
        const link = within(summary).getByRole('link', { name: `${title}: Fill this in` });
        expect(link).toHaveAttribute('href', `#field-${field}`);
        expect(control(field)).toBeInvalid();
        expect(control(field)).toHaveAccessibleDescription(/Fill this in/);
      }
      expect(api.count(`POST /${key}`)).toBe(0);
    });

    it.runIf(editable)('that are edited send what changed', async () => {
      fillTargets(entity);
      api.records(key, [record]).on(`PATCH ${path}`, record);
      renderApp(`${path}/edit`);
      await screen.findByRole('heading', { name: `Edit ${name}` });
      await press('Save changes');
      await waitFor(() => {
        expect(address()).toBe(path);
      });
      expect(api.count(`PATCH ${path}`)).toBe(0);
    });

    const text = entity.fields.find(({ kind }) => kind === 'string' || kind === 'text');
    it.runIf(text !== undefined)('show what the server refused beside the field', async () => {
      const field = text?.name ?? '';
      fillTargets(entity);
      const details = [{ field, message: 'Choose another' }];
      api.records(key, [record]).fails(`PATCH ${path}`, 422, 'Refused', details);
      renderApp(`${path}/edit`);
      await screen.findByRole('heading', { name: `Edit ${name}` });
      fill(field, 'Changed');
      await press('Save changes');
      await waitFor(() => {
        expect(control(field)).toHaveAccessibleDescription(/Choose another/);
      });
      expect(api.last(`PATCH ${path}`)?.body).toEqual({ [field]: 'Changed' });
      api.on(`PATCH ${path}`, record);
      await press('Save changes');
      expect(await screen.findByText(`${entity.title} saved`)).toBeInTheDocument();
    });

    it.runIf(entity.searchable)('are searched', async () => {
      renderApp(`/${key}`);
      const box = await screen.findByRole('searchbox', { name: `Search ${entity.titlePlural}` });
      await userEvent.type(box, 'found{Enter}');
      await waitFor(() => {
        expect(api.last(`GET /${key}`)?.query.get('q')).toBe('found');
      });
      expect(address()).toBe(`/${key}?q=found`);
    });

    const transitions = entity.workflow?.transitions ?? [];
    it.each(transitions)('can $name from a state that allows it', async (transition) => {
      const field = entity.workflow?.field ?? '';
      api.records(key, [{ ...record, [field]: transition.from[0] ?? '' }]);
      const route = `POST ${path}/${transition.name.replaceAll('_', '-')}`;
      api.fails(route, 409, 'Too late.');
      renderApp(path);
      const button = await screen.findByRole('button', { name: transition.title });
      await userEvent.click(button);
      expect(await screen.findByText('Too late.')).toBeInTheDocument();
      api.on(route, record);
      await userEvent.click(button);
      expect(await screen.findByText(`${transition.title}: done`)).toBeInTheDocument();
    });
  },
);
