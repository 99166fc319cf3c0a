import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { accountOf, FakeApi } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import type { Charts } from './api';
// Loaded here, so that no test waits for it.
import './AllCharts';
import { kinds } from './kinds';

let api: FakeApi;

const charts: Charts = {
  step: 'day',
  zone: 'UTC',
  since: '2030-01-14T00:00:00Z',
  until: '2030-01-16T12:00:00Z',
  total: 5,
  before: 2,
  buckets: [
    { start: '2030-01-14', count: 0 },
    { start: '2030-01-15', count: 4 },
    { start: '2030-01-16', count: 1 },
  ],
  shares: [
    {
      field: 'some_state',
      values: [
        { value: 'in_progress', count: 3 },
        { value: true, count: 1 },
        { value: false, count: 0 },
        { value: null, count: 1 },
      ],
    },
  ],
  numbers: [
    {
      field: 'some_price',
      sum: '12.50',
      average: '2.50',
      buckets: [
        { start: '2030-01-14', sum: '0', average: null },
        { start: '2030-01-15', sum: '10.50', average: '2.63' },
        { start: '2030-01-16', sum: '2.00', average: '2.00' },
      ],
    },
  ],
};

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
  for (const { table } of kinds) api.on(`GET /admin/charts/${table}`, charts);
});

const first = () => `GET /admin/charts/${kinds[0]?.table ?? ''}`;
const slider = (name: RegExp) => screen.findByRole('slider', { name });

describe('charts', () => {
  it('are reached from the administration, and say how it compares', async () => {
    renderApp('/admin/users');
    await userEvent.click(await screen.findByRole('link', { name: 'Charts' }));
    expect(await screen.findByText(/3 more than in the same time before/)).toBeInTheDocument();
    expect(api.last(first())?.query.get('period')).toBe('30_days');
    expect(screen.getByText(/begins at midnight UTC/)).toBeInTheDocument();
  });

  it.each(kinds.map((kind) => [kind.table, kind] as const))('show %s', async (table, kind) => {
    renderApp(`/admin/charts?kind=${table}&period=12_months`);
    expect(await slider(/^New .* by day$/)).toHaveAccessibleName(
      `New ${kind.titlePlural.toLowerCase()} by day`,
    );
    expect(api.last(`GET /admin/charts/${table}`)?.query.get('period')).toBe('12_months');
    expect(screen.getByRole('radio', { name: '12 months' })).toBeChecked();
  });

  it('are read one value at a time with the keys', async () => {
    renderApp('/admin/charts');
    const reader = await slider(/^New /);
    expect(reader).toHaveAttribute('aria-valuetext', expect.stringMatching(/16.*: 1$/));
    reader.focus();
    fireEvent.change(reader, { target: { value: '1' } });
    expect(reader).toHaveAttribute('aria-valuetext', expect.stringMatching(/15.*: 4$/));
    fireEvent.blur(reader);
    expect(reader).toHaveAttribute('aria-valuetext', expect.stringMatching(/: 1$/));
  });

  it('are read with the pointer', async () => {
    renderApp('/admin/charts');
    const reader = await slider(/^New /);
    reader.getBoundingClientRect = () => new DOMRect(0, 0, 300, 100);
    const move = (clientX: number) =>
      fireEvent(reader, new MouseEvent('pointermove', { bubbles: true, clientX }));
    move(150);
    expect(reader).toHaveAttribute('aria-valuetext', expect.stringMatching(/15.*: 4$/));
    move(9999);
    expect(reader).toHaveAttribute('aria-valuetext', expect.stringMatching(/16.*: 1$/));
    fireEvent.pointerLeave(reader);
    expect(screen.queryByText('nothing')).toBeNull();
  });

  it('show sums or averages, and where there are none', async () => {
    renderApp('/admin/charts');
    await userEvent.selectOptions(await screen.findByLabelText('Shown'), 'Average');
    const reader = await slider(/^Some price by day, average$/);
    fireEvent.focus(reader);
    fireEvent.change(reader, { target: { value: '0' } });
    expect(reader).toHaveAttribute('aria-valuetext', expect.stringMatching(/: nothing$/));
  });

  it('name every value beside its bar', async () => {
    renderApp('/admin/charts');
    const list = await screen.findByRole('list', { name: 'By some state' });
    const rows = within(list).getAllByRole('listitem');
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringMatching(/^In progress3 60/),
      expect.stringMatching(/^Yes1 20/),
      expect.stringMatching(/^No0 0/),
      expect.stringMatching(/^Not given1 20/),
    ]);
  });

  it('can each be read as a table', async () => {
    renderApp('/admin/charts');
    for (const button of await screen.findAllByRole('button', { name: 'Show as table' })) {
      await userEvent.click(button);
      expect(button).toHaveAttribute('aria-pressed', 'true');
    }
    expect(screen.queryByRole('slider')).toBeNull();
    const [counts, prices, states] = screen.getAllByRole('table').map((table) => table.textContent);
    expect(counts).toMatch(/DayNew.*4/);
    expect(prices).toMatch(/DaySumAverage.*0–.*10.52.63/);
    expect(states).toMatch(/ValueRecordsShareIn progress3/);
  });

  it('are of the kind and the time that are chosen', async () => {
    renderApp('/admin/charts?kind=no_such_kind&period=no_such_time');
    await userEvent.click(await screen.findByRole('radio', { name: '7 days' }));
    await waitFor(() => {
      expect(api.last(first())?.query.get('period')).toBe('7_days');
    });
    await userEvent.selectOptions(screen.getByLabelText('Records'), 'Accounts');
    await waitFor(() => {
      expect(api.last('GET /admin/charts/users')?.query.get('period')).toBe('7_days');
    });
    expect(screen.getByTestId('address')).toHaveTextContent('kind=users&period=7_days');
  });

  it('explain that there is nothing yet', async () => {
    api.on(first(), { ...charts, total: 0, before: 0 });
    renderApp('/admin/charts');
    expect(await screen.findByText(/were made in this time/)).toBeInTheDocument();
    expect(screen.getByText(/as many as in the same time before/)).toBeInTheDocument();
    expect(screen.getByText(/Choose a longer time/)).toBeInTheDocument();
    expect(screen.queryByRole('slider')).toBeNull();
    await userEvent.click(screen.getByRole('radio', { name: '12 months' }));
    expect(await screen.findByText(/As soon as there are some/)).toBeInTheDocument();
  });

  it('can be asked for again', async () => {
    api.fails(first(), 400, 'Not now.');
    renderApp('/admin/charts');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    api.on(first(), charts);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await slider(/^New /)).toBeInTheDocument();
  });
});

describe('the titles of what is charted', () => {
  it('are those of the fields', () => {
    const accounts = kinds.find(({ table }) => table === 'users');
    expect(accounts?.titleOf('role')).toBe('Role');
    expect(accounts?.titleOf('is_active')).toBe('Active');
    expect(accounts?.titleOf('other_field')).toBe('Other field');
    expect(accounts?.valueOf('role', 'no_such_role')).toBe('No such role');
    expect(accounts?.valueOf('is_active', false)).toBe('No');
  });
});
