import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router-dom';
import { beforeEach, describe, expect, it } from 'vitest';
import { Providers } from '../../app/Providers';
import { allEntities, entityByKey } from '../../entities';
import { asText } from '../../schema/format';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { fill } from '../../test/form';
import { modelOf, relationTo } from '../../test/model';
import { renderApp } from '../../test/renderApp';
import { sampleRecord } from '../../test/samples';
import { ChildRecords } from './ChildRecords';

let api: FakeApi;
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

const pairs = allEntities.flatMap((parent) =>
  parent.children.flatMap(({ key, relation }) => {
    const child = entityByKey(key);
    const filter = child?.relations.find(({ name }) => name === relation)?.key;
    return child && filter !== undefined ? [{ parent, child, filter, title: child.title }] : [];
  }),
);

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
});

describe.skipIf(pairs.length === 0).each(pairs)(
  'under a record: $title',
  ({ parent, child, filter }) => {
    const record = sampleRecord(parent);
    const first = sampleRecord(child, 3);
    const path = `/${child.key}/${idText(first.id)}`;
    const text = child.fields.find(({ kind }) => kind === 'string' || kind === 'text');

    beforeEach(() => {
      api.records(parent.key, [record]);
    });

    const show = async () => {
      renderApp(`/${parent.key}/${idText(record.id)}`);
      await screen.findByRole('heading', { name: child.titlePlural });
    };

<% if not on.cursor_pagination %>
    it('are asked for by their parent, page by page', async () => {
      api.on(`GET /${child.key}`, pageOf([first], 45));
      await show();
      expect(await screen.findByText('Page 1 of 3')).toBeInTheDocument();
      expect(api.last(`GET /${child.key}`)?.query.get(filter)).toBe(idText(record.id));
      await press('Later');
      expect(await screen.findByText('Page 2 of 3')).toBeInTheDocument();
      await press('Earlier');
      expect(await screen.findByText('Page 1 of 3')).toBeInTheDocument();
    });

<% endif %>
    it('leave the list when they are deleted', async () => {
      api.on(`GET /${child.key}`, pageOf([first])).on(`DELETE ${path}`, null, 204);
      await show();
      const list = await screen.findByRole('list', { name: child.titlePlural });
      const name = `Delete ${child.title.toLowerCase()}`;
      await userEvent.click(within(list).getByRole('button', { name }));
      api.on(`GET /${child.key}`, pageOf([]));
      await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name }));
      expect(await screen.findByText(`${child.title} deleted`)).toBeInTheDocument();
      expect(list).not.toBeInTheDocument();
    });

    it('say when they did not load', async () => {
      api.fails(`GET /${child.key}`, 400, 'Not now.');
      await show();
      expect(await screen.findByText('Not now.')).toBeInTheDocument();
    });

    it.runIf(text !== undefined)('are edited where they stand', async () => {
      api.on(`GET /${child.key}`, pageOf([first])).on(`PATCH ${path}`, first);
      await show();
      const list = await screen.findByRole('list', { name: child.titlePlural });
      const edit = () => userEvent.click(within(list).getByRole('button', { name: 'Edit' }));
      await edit();
      await userEvent.click(within(list).getByRole('button', { name: 'Cancel' }));
      await edit();
      const field = within(list).getByDisplayValue(asText(first[text?.name ?? '']));
      await userEvent.clear(field);
      await userEvent.type(field, 'Changed');
      await press('Save');
      expect(await screen.findByText(`${child.title} saved`)).toBeInTheDocument();
      expect(api.last(`PATCH ${path}`)?.body).toEqual({ [text?.name ?? '']: 'Changed' });
    });

    const asked =
      child.fields.length + child.relations.filter(({ kind }) => kind !== 'owned_by').length;
    it.runIf(text !== undefined && asked === 2)('are added below', async () => {
      api.on(`POST /${child.key}`, first, 201);
      await show();
      fill(text?.name ?? '', 'A new one', child.key);
      await press(`Add ${child.title.toLowerCase()}`);
      expect(await screen.findByText(`${child.title} added`)).toBeInTheDocument();
      expect(api.last(`POST /${child.key}`)?.body).toMatchObject({
        [text?.name ?? '']: 'A new one',
        [filter]: record.id,
      });
      await waitFor(() => {
        expect(screen.queryByDisplayValue('A new one')).not.toBeInTheDocument();
      });
    });
  },
);

it('is nothing under a record for those who may neither see nor add', () => {
  const parent = sampleRecord(modelOf({}));
  const child = modelOf({ relations: [relationTo('things')] });
  render(
    <MemoryRouter>
      <Providers>
        <ChildRecords entity={child} relation="thing" parent={parent} />
      </Providers>
    </MemoryRouter>,
  );
  expect(screen.queryByRole('heading')).not.toBeInTheDocument();
});
