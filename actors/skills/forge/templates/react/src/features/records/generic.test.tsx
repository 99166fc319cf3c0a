import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { MemoryRouter, Route, Routes } from 'react-router-dom';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Providers } from '../../app/Providers';
import type { EntityModel, RecordData } from '../../schema/entity';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { fieldOf, modelOf, relationTo } from '../../test/model';
import { sampleId, sampleRecord } from '../../test/samples';
import type { Paged } from '../../api/pages';
import { ChildForm } from './ChildForm';
import { DetailPage } from './DetailPage';
import { ListPage } from './ListPage';

const shared = {
  fields: [
    fieldOf('string', { name: 'name', title: 'Name' }),
    fieldOf('enum', { name: 'size', title: 'Size', values: ['small', 'large'] }),
    fieldOf('integer', { name: 'count', title: 'Count', required: false }),
  ],
  label: 'name',
  searchable: true,
  relations: [relationTo('users', { name: 'keeper', key: 'keeper_id', title: 'Keeper' })],
  workflow: {
    field: 'state',
    title: 'State',
    states: ['open', 'closed'],
    initial: 'open',
    transitions: [{ name: 'close', title: 'Close', from: ['open'], to: 'closed' }],
  },
} satisfies Partial<EntityModel>;

/** An entity that everybody may see, with a record in memory. */
function thing(changes: Partial<EntityModel> = {}) {
  const everyone = { anonymous: true, roles: [], ownRoles: [] };
  const list = vi.fn<EntityModel['api']['list']>();
  const close = vi.fn<(id: RecordData['id']) => Promise<RecordData>>();
  const create = vi.fn<EntityModel['api']['create']>();
  const read = vi.fn<EntityModel['api']['read']>();
  const blank = modelOf(shared);
  const record = sampleRecord(blank);
  list.mockResolvedValue(pageOf([record]) as Paged<RecordData>);
  close.mockResolvedValue({ ...record, state: 'closed' });
  create.mockResolvedValue(record);
  read.mockResolvedValue(record);
  const rules = { list: everyone, read: everyone, create: everyone, close: everyone };
  const api = { ...blank.api, list, read, create, transitions: { close } };
  const entity = modelOf({ ...shared, rules, api, ...changes });
  return { entity, record, list, read, close, create };
}

function show(page: ReactNode, address = '/things') {
  render(
    <MemoryRouter initialEntries={[address]}>
      <Providers>
        <Routes>
          <Route path="things" element={page} />
          <Route path="things/:id" element={page} />
        </Routes>
      </Providers>
    </MemoryRouter>,
  );
}

beforeEach(() => {
  const person = accountOf('admin', { id: sampleId(7), display_name: 'Bea' });
  new FakeApi().signedIn(accountOf('admin')).accounts([person]);
});

describe('a list', () => {
  it('is a table when its records are rows of facts', async () => {
    const { entity } = thing();
    show(<ListPage entity={entity} />);
    expect(await screen.findByRole('columnheader', { name: 'Size' })).toBeInTheDocument();
    expect(screen.getByRole('columnheader', { name: 'State' })).toBeInTheDocument();
    expect(screen.getByRole('cell', { name: 'Small' })).toBeInTheDocument();
    expect(screen.getByRole('cell', { name: 'Ada Lovelace' })).toBeInTheDocument();
  });

  it('is cards when there is a text to read', async () => {
    const text = fieldOf('text', { name: 'body', title: 'Body' });
    const { entity, list, record } = thing({ layout: 'cards', fields: [...shared.fields, text] });
    const long = { ...record, body: 'x'.repeat(500) };
    list.mockResolvedValue(pageOf([long]) as Paged<RecordData>);
    show(<ListPage entity={entity} />);
    expect(await screen.findByText(/^x+…$/)).toBeInTheDocument();
    expect(screen.getByText('Size: Small')).toBeInTheDocument();
  });

  it('tells on a card what is known of a record and nothing else', async () => {
    const { entity, list, record } = thing({ layout: 'cards' });
    list.mockResolvedValue(pageOf([{ ...record, size: null }]) as Paged<RecordData>);
    show(<ListPage entity={entity} />);
    expect(await screen.findByText(/^Count: \d+$/)).toBeInTheDocument();
    expect(screen.queryByText(/^(Size|Name):/)).not.toBeInTheDocument();
  });

  it('is narrowed by state, by choice and by who it belongs to', async () => {
    const { entity, list } = thing();
    show(<ListPage entity={entity} />);
    await userEvent.selectOptions(await screen.findByLabelText('State'), 'open');
    await userEvent.selectOptions(screen.getByLabelText('Size'), 'large');
    await userEvent.selectOptions(await screen.findByLabelText('Keeper'), 'Bea');
    const filters = { state: 'open', size: 'large', keeper_id: idText(sampleId(7)) };
    await waitFor(() => {
      expect(list).toHaveBeenLastCalledWith(expect.objectContaining({ filters }));
    });
    await userEvent.selectOptions(screen.getByLabelText('State'), '');
    await waitFor(() => {
      const { size, keeper_id } = filters;
<% if on.cursor_pagination %>
      expect(list).toHaveBeenLastCalledWith({
        page: 1,
        cursor: 'start',
        filters: { size, keeper_id },
      });
<% else %>
      expect(list).toHaveBeenLastCalledWith({ page: 1, filters: { size, keeper_id } });
<% endif %>
    });
  });

  it('is searched', async () => {
    const { entity, list } = thing();
    show(<ListPage entity={entity} />);
    await userEvent.type(await screen.findByRole('searchbox'), 'found{Enter}');
    await waitFor(() => {
      expect(list).toHaveBeenLastCalledWith(expect.objectContaining({ q: 'found' }));
    });
  });
});

describe('a record', () => {
  it('is moved along its workflow', async () => {
    const { entity, close, read, record } = thing();
    show(<DetailPage entity={entity} />, `/things/${idText(record.id)}`);
    const button = await screen.findByRole('button', { name: 'Close' });
    read.mockResolvedValue({ ...record, state: 'closed' });
    await userEvent.click(button);
    expect(await screen.findByText('Close: done')).toBeInTheDocument();
    expect(button).not.toBeInTheDocument();
    expect(close).toHaveBeenCalledWith(record.id);
  });

  it('that cannot be moved says why', async () => {
    const { entity, close, record } = thing();
    close.mockRejectedValue(new Error('broken'));
    show(<DetailPage entity={entity} />, `/things/${idText(record.id)}`);
    await userEvent.click(await screen.findByRole('button', { name: 'Close' }));
    expect(await screen.findByText(/went wrong/)).toBeInTheDocument();
  });

  it('with two texts names each', async () => {
    const texts = [
      fieldOf('text', { name: 'name', title: 'Question' }),
      fieldOf('text', { name: 'size', title: 'Answer' }),
    ];
    const { entity, record } = thing({ fields: texts });
    show(<DetailPage entity={entity} />, `/things/${idText(record.id)}`);
    expect(await screen.findByRole('heading', { name: 'Question' })).toBeInTheDocument();
    expect(screen.getByRole('heading', { name: 'Answer' })).toBeInTheDocument();
  });
});

describe('adding under a record', () => {
  it('opens a longer form on demand and closes it when it was sent', async () => {
    const { entity, create } = thing({ relations: [relationTo('shelves')] });
    show(<ChildForm entity={entity} fixed={{ thing_id: idText(sampleId(3)) }} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Add thing' }));
    fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'One' } });
    fireEvent.change(screen.getByLabelText('Size'), { target: { value: 'large' } });
    await userEvent.click(screen.getByRole('button', { name: 'Add thing' }));
    expect(await screen.findByText('Thing added')).toBeInTheDocument();
    expect(screen.queryByLabelText('Name')).not.toBeInTheDocument();
    const sent = { name: 'One', size: 'large', count: null, thing_id: sampleId(3) };
    expect(create).toHaveBeenCalledWith(sent);
  });
});
