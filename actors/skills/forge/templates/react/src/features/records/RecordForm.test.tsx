import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router-dom';
import { describe, expect, it, vi } from 'vitest';
import { Providers } from '../../app/Providers';
<% if user_options %>
import { choosers } from '../../auth/roles';
<% endif %>
import type { EntityModel, FieldKind, RecordData } from '../../schema/entity';
import { idText } from '../../schema/ids';
import { ACCOUNT_OPTIONS, accountOf, FakeApi } from '../../test/fakeApi';
import { fieldOf, modelOf } from '../../test/model';
import { sampleId } from '../../test/samples';
import { RecordFacts } from './RecordFacts';
import { RecordForm } from './RecordForm';
import { StateBadge } from './StateBadge';
import type { FormValues } from './values';

const kinds: readonly FieldKind[] = [
  'string',
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'date_time',
  'email',
  'url',
  'enum',
];

const everything = modelOf({
  fields: kinds.map((kind) =>
    fieldOf(kind, { values: ['small', 'large'], ...(kind === 'integer' && { min: 1, max: 9 }) }),
  ),
  relations: [
    {
      name: 'keeper',
      key: 'keeper_id',
      title: 'Keeper',
      kind: 'belongs_to',
      target: 'users',
      required: true,
    },
    {
      name: 'helpers',
      key: 'helper_ids',
      title: 'Helpers',
      kind: 'many_to_many',
      target: 'users',
      required: false,
    },
  ],
});

function show(entity: EntityModel, record?: RecordData) {
  const onSubmit = vi.fn((after: FormValues) => Promise.resolve(after).then(() => undefined));
  render(
    <MemoryRouter>
      <Providers>
        <RecordForm entity={entity} record={record} submitLabel="Send" onSubmit={onSubmit} />
      </Providers>
    </MemoryRouter>,
  );
  return onSubmit;
}

const type = (label: string, value: string) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};

describe('the form', () => {
  it('takes a value of every kind', async () => {
    const keeper = accountOf('admin', { id: sampleId(7), display_name: 'Bea' });
    new FakeApi().signedIn(accountOf('admin')).accounts([keeper]);
    const onSubmit = show(everything);
    const values = {
      string: 'Words',
      text: 'More words',
      integer: '3',
      decimal: '2.50',
      date: '2030-01-31',
      date_time: '2030-01-31T10:00',
      email: 'name@example.com',
      url: 'https://example.com',
      enum: 'large',
    };
    for (const [label, value] of Object.entries(values)) type(label, value);
    await userEvent.click(screen.getByLabelText('boolean'));
    await userEvent.selectOptions(
      screen.getByLabelText('Keeper'),
      await screen.findByRole('option', { name: 'Bea' }),
    );
    const helper = screen.getByRole('checkbox', { name: 'Bea' });
    await userEvent.click(helper);
    await userEvent.click(helper);
    await userEvent.click(helper);
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    const bea = idText(keeper.id);
    expect(onSubmit.mock.calls[0]?.[0]).toEqual({
      ...values,
      boolean: true,
      keeper_id: bea,
      helper_ids: [bea],
    });
    expect(screen.getByText('From 1 to 9')).toBeInTheDocument();
  });

  it('searches when there is more to choose from than was loaded', async () => {
    const some = [accountOf('admin', { id: sampleId(7), display_name: 'Bea' })];
    const api = new FakeApi().signedIn(accountOf('admin')).accounts(some, 500);
    show(everything);
    await userEvent.type(await screen.findByLabelText('Search Keeper'), 'bea');
    await waitFor(() => {
      expect(api.last(ACCOUNT_OPTIONS)?.query.get('q')).toBe('bea');
    });
  });
<% if user_options %>

  it.each(choosers)('offers all accounts to a %s', async (role) => {
    const other = accountOf('admin', { id: sampleId(7), display_name: 'Bea' });
    new FakeApi().signedIn(accountOf(role)).accounts([other]);
    show(everything);
    expect(await screen.findByRole('option', { name: 'Bea' })).toBeInTheDocument();
  });
<% else %>

  it('offers people themselves where only administrators see accounts', async () => {
    const api = new FakeApi().signedIn(accountOf('<<= default_role =>>'));
    show(everything);
    expect(await screen.findByRole('option', { name: 'Ada Lovelace' })).toBeInTheDocument();
    expect(api.count(ACCOUNT_OPTIONS)).toBe(0);
  });
<% endif %>
});

describe('the facts of a record', () => {
  it('link what can be followed, and nothing that could harm', () => {
    const entity = modelOf({
      fields: [fieldOf('url'), fieldOf('email'), fieldOf('boolean'), fieldOf('date')],
      workflow: {
        field: 'state',
        title: 'State',
        states: ['in_progress'],
        initial: 'in_progress',
        transitions: [],
      },
    });
    const record = {
      id: sampleId(1),
      url: 'javascript:alert(1)',
      email: 'name@example.com',
      boolean: false,
      date: '2030-01-31',
      state: 'in_progress',
      created_at: '2030-01-15T10:00:00Z',
      updated_at: '2030-01-15T10:00:00Z',
    };
    const facts = render(
      <MemoryRouter>
        <RecordFacts entity={entity} record={record} />
        <StateBadge entity={entity} record={record} />
      </MemoryRouter>,
    );
    expect(facts.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
      'mailto:name@example.com',
    ]);
    expect(facts.getByText('In progress')).toBeInTheDocument();
    expect(facts.getByText('No')).toBeInTheDocument();
  });
});
