import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { roles, type Role } from '../../auth/roles';
import { mayEver } from '../../auth/rules';
import { allEntities, entityByKey } from '../../entities';
import type { EntityModel } from '../../schema/entity';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { sampleId, sampleRecord } from '../../test/samples';
import type { FlagChange, FlagRule } from './api';
import { creationFlags, flags, type FlagKey } from './flags';
import { isClosed, stateInWords } from './words';

const FLAGS = 'GET /feature-flags';
const RULES = 'GET /feature-flags/rules';
const CHANGES = 'GET /feature-flags/changes';
const newRecord = ({ title }: EntityModel) => `New ${title.toLowerCase()}`;

const ordinary = (Object.keys(roles) as Role[]).filter((role) => role !== 'admin');
const role = ordinary[0] ?? 'admin';

/** Kinds with a flag, and somebody who may list and add them. */
const kinds = allEntities.flatMap((entity) => {
  const flag = creationFlags[entity.key];
  const creator = ordinary.find((name) =>
    [entity.rules.list, entity.rules.create].every((rule) => mayEver(rule, accountOf(name))),
  );
  return flag === undefined || creator === undefined
    ? []
    : [{ entity, flag, creator, title: entity.title }];
});

/** Those of them that are added under another record. */
const parts = kinds.flatMap(({ entity, flag, creator, title }) =>
  allEntities
    .filter(({ children }) => children.some(({ key }) => key === entity.key))
    .filter(({ rules }) => mayEver(rules.read, accountOf(creator)))
    .slice(0, 1)
    .map((parent) => ({ entity, flag, creator, title, parent })),
);

let api: FakeApi;

describe.skipIf(kinds.length === 0).each(kinds)('$title', ({ entity, flag, creator }) => {
  beforeEach(() => {
    api = new FakeApi().signedIn(accountOf(creator));
  });

  it('is offered while its flag is on', async () => {
    api.on(FLAGS, { [flag]: true });
    renderApp(`/${entity.key}`);
    expect(await screen.findByRole('link', { name: newRecord(entity) })).toBeInTheDocument();
    expect(screen.queryByText(flags[flag].refusal)).toBeNull();
  });

  it('is not offered in the list while its flag is off, and the list says why', async () => {
    api.on(FLAGS, { [flag]: false });
    renderApp(`/${entity.key}`);
    expect(await screen.findByText(flags[flag].refusal)).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: newRecord(entity) })).toBeNull();
    expect(screen.queryByRole('link', { name: 'Add the first one' })).toBeNull();
  });

  it('cannot be sent from its form while its flag is off', async () => {
    api.on(FLAGS, { [flag]: false });
    renderApp(`/${entity.key}/new`);
    expect(await screen.findByText(flags[flag].refusal)).toBeInTheDocument();
    const submit = screen.getByRole('button', { name: /^Create / });
    expect(submit).toBeDisabled();
  });

  it('is offered where nobody knows whether it is on: the API decides', async () => {
    api.fails(FLAGS, 400, 'Not now.');
    renderApp(`/${entity.key}/new`);
    expect(await screen.findByRole('button', { name: /^Create / })).toBeEnabled();
  });

  it('is not offered on the first page while its flag is off', async () => {
    api.on(FLAGS, { [flag]: false });
    renderApp('/');
    expect(await screen.findByText(/^Welcome back/)).toBeInTheDocument();
    await waitFor(() => {
      expect(screen.queryByRole('link', { name: newRecord(entity) })).toBeNull();
    });
  });
});

describe.skipIf(parts.length === 0).each(parts)(
  '$title under another record',
  ({ entity, flag, creator, parent }) => {
    it('cannot be added while its flag is off', async () => {
      const record = sampleRecord(parent);
      api = new FakeApi().signedIn(accountOf(creator)).on(FLAGS, { [flag]: false });
      api.records(parent.key, [record]);
      renderApp(`/${parent.key}/${idText(record.id)}`);
      const title = entityByKey(entity.key)?.titlePlural ?? '';
      const section = await screen.findByRole('region', { name: title });
      expect(await within(section).findByText(flags[flag].refusal)).toBeInTheDocument();
      const add = `Add ${entity.title.toLowerCase()}`;
      expect(within(section).getByRole('button', { name: add })).toBeDisabled();
    });
  },
);

describe('signing up', () => {
  const button = () => screen.findByRole('button', { name: 'Sign up' });

  it('is open until the API says something else', async () => {
    new FakeApi().fails(FLAGS, 400, 'Not now.');
    renderApp('/register');
    expect(await button()).toBeEnabled();
  });

  it('says why nobody can', async () => {
    new FakeApi().on(FLAGS, { registration: false });
    renderApp('/register');
    expect(await screen.findByText(flags.registration.refusal)).toBeInTheDocument();
    expect(await button()).toBeDisabled();
  });
});

const things = {
  key: 'new-things' as string as FlagKey,
  about: 'Creating new things.',
  visitors: false,
  spares_admins: true,
  killed: false,
  mode: 'on',
  roles: [],
  percentage: 0,
  accounts: [],
  version: 3,
} satisfies FlagRule;
const signUp: FlagRule = {
  ...things,
  key: 'registration',
  about: 'Signing up.',
  visitors: true,
  spares_admins: false,
  killed: true,
};
const some: FlagRule = {
  ...things,
  mode: 'some',
  roles: [role],
  percentage: 25,
  accounts: [{ id: sampleId(5), label: 'Grace Hopper' }],
};
const change: FlagChange = {
  id: sampleId(1),
  key: things.key,
  actor_name: 'Ada Lovelace',
  before: { mode: 'on', roles: [], percentage: 0, accounts: [] },
  after: { mode: 'some', roles: [], percentage: 0, accounts: ['1', '2'] },
  created_at: '2030-01-15T10:00:00Z',
};
const UPDATE = `PATCH /feature-flags/rules/${things.key}`;

const card = async (key: string) => {
  const title = await screen.findByRole('heading', { name: key });
  const found = title.closest('li');
  if (!found) throw new Error(`${key} stands in no list`);
  return within(found);
};
const press = async (name: string) => {
  await userEvent.click(await screen.findByRole('button', { name }));
};
const body = () => api.last(UPDATE)?.body;

describe('the page of flags', () => {
  beforeEach(() => {
    api = new FakeApi().signedIn(accountOf('admin')).on(RULES, [things, signUp]).on(CHANGES, []);
    api.on(UPDATE, things);
  });

  it('says for whom each is on, and what the environment has switched off', async () => {
    renderApp('/admin/feature-flags');
    const first = await card(things.key);
    expect(first.getByText('Creating new things.')).toBeInTheDocument();
    expect(first.getByText('On for everybody.')).toBeInTheDocument();
    expect(first.getByRole('switch', { name: things.key })).toBeChecked();
    expect(first.queryByText(/FEATURE_FLAGS_OFF/)).toBeNull();
    const second = await card('registration');
    expect(second.getByText(/FEATURE_FLAGS_OFF/)).toBeInTheDocument();
    expect(second.queryByRole('button')).toBeNull();
    expect(screen.getByRole('link', { name: 'Feature flags' })).toBeInTheDocument();
  });

  it('asks before it closes something for everybody', async () => {
    renderApp('/admin/feature-flags');
    const first = await card(things.key);
    await userEvent.click(first.getByRole('switch'));
    await press('Cancel');
    expect(api.count(UPDATE)).toBe(0);
    api.on(UPDATE, { ...things, mode: 'off', version: 4 });
    await userEvent.click(first.getByRole('switch'));
    expect(screen.getByText(/refused to everybody but administrators/)).toBeInTheDocument();
    await press('Switch it off');
    expect(await screen.findByText(/Off, but for administrators$/)).toBeInTheDocument();
    expect(body()).toEqual({ version: 3, mode: 'off' });
    await waitFor(() => {
      expect(api.count(RULES)).toBe(2);
    });
  });

  it('says of signing up that it is closed to all', async () => {
    renderApp('/admin/feature-flags');
    const second = await card('registration');
    await userEvent.click(second.getByRole('switch'));
    expect(screen.getByText('It is refused to everybody from then on.')).toBeInTheDocument();
  });

  it('opens without a question', async () => {
    api.on(RULES, [{ ...things, mode: 'off' }]);
    renderApp('/admin/feature-flags');
    const first = await card(things.key);
    expect(first.getByRole('switch')).not.toBeChecked();
    await userEvent.click(first.getByRole('switch'));
    await waitFor(() => {
      expect(body()).toEqual({ version: 3, mode: 'on' });
    });
  });

  it('opens for everybody what is on for some', async () => {
    api.on(RULES, [some]);
    renderApp('/admin/feature-flags');
    await press(`Open ${things.key} for everybody`);
    await waitFor(() => {
      expect(body()).toEqual({ version: 3, mode: 'on' });
    });
  });

  it('rolls out to a percentage, to roles and to accounts', async () => {
    api.on(RULES, [some]);
    api.accounts([
      accountOf(role, { id: sampleId(5), display_name: 'Grace Hopper' }),
      accountOf(role, { id: sampleId(6), display_name: 'Alan Turing' }),
    ]);
    renderApp('/admin/feature-flags');
    await press(`Choose for whom ${things.key} is on`);
    const slider = screen.getByRole('slider', { name: 'Percentage of all accounts' });
    const number = screen.getByLabelText('Percentage as a number');
    fireEvent.change(slider, { target: { value: '40' } });
    expect(number).toHaveValue(40);
    fireEvent.change(number, { target: { value: '250' } });
    expect(slider).toHaveValue('100');
    fireEvent.change(number, { target: { value: '' } });
    expect(slider).toHaveValue('0');
    fireEvent.change(number, { target: { value: '30' } });
    const box = screen.getByRole('checkbox', { name: roles[role] });
    await userEvent.click(box);
    await userEvent.click(box);
    await userEvent.type(screen.getByLabelText('Search accounts'), 'ada{Enter}');
    expect(api.count(UPDATE)).toBe(0);
    // Who is chosen is not found again.
    expect(await screen.findAllByRole('button', { name: /^Put in / })).toHaveLength(1);
    expect(api.last('GET /users')?.query.get('q')).toBe('ada');
    await press('Put in Alan Turing');
    expect(await screen.findByText('No other accounts match.')).toBeInTheDocument();
    await press('Take out Grace Hopper');
    await press('Save');
    await waitFor(() => {
      expect(body()).toEqual({
        version: 3,
        mode: 'some',
        percentage: 30,
        roles: [role],
        accounts: [sampleId(6)],
      });
    });
    await waitFor(() => {
      expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
    });
  });

  it('asks before a rollout to nobody, too', async () => {
    renderApp('/admin/feature-flags');
    await press(`Choose for whom ${things.key} is on`);
    await press('Save');
    await press('Switch it off');
    await waitFor(() => {
      expect(body()).toMatchObject({ mode: 'some', percentage: 0, roles: [], accounts: [] });
    });
  });

  it('takes a bounded number of accounts, and says when a search fails', async () => {
    const many = Array.from({ length: 100 }, (_, at) => ({ id: sampleId(at), label: `P${at}` }));
    api.on(RULES, [{ ...some, accounts: many }]).fails('GET /users', 400, 'Not now.');
    renderApp('/admin/feature-flags');
    await press(`Choose for whom ${things.key} is on`);
    expect(screen.getByText(/There can be 100 at most/)).toBeInTheDocument();
    await press('Take out P0');
    await userEvent.type(screen.getByLabelText('Search accounts'), 'a');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
  });

  it('shows what somebody else has done meanwhile', async () => {
    api.fails(UPDATE, 409, 'Somebody else has changed this flag meanwhile.');
    renderApp('/admin/feature-flags');
    const first = await card(things.key);
    api.on(RULES, [{ ...things, mode: 'off', version: 4 }]);
    await userEvent.click(first.getByRole('switch'));
    await press('Switch it off');
    expect(await screen.findByText(/Somebody else has changed/)).toBeInTheDocument();
    expect(await screen.findByText('Off, but for administrators.')).toBeInTheDocument();
  });

  it('lists the last changes', async () => {
    renderApp('/admin/feature-flags');
    expect(await screen.findByText('Nobody has changed a flag yet.')).toBeInTheDocument();
    api.on(CHANGES, [change]).on(UPDATE, { ...things, version: 4 });
    await userEvent.click((await card(things.key)).getByRole('switch'));
    await press('Switch it off');
    const history = await screen.findByRole('table', { name: 'Last changes' });
    expect(within(history).getByText('Ada Lovelace')).toBeInTheDocument();
    expect(within(history).getByText('On for everybody')).toBeInTheDocument();
    expect(within(history).getByText('On for 2 accounts by name')).toBeInTheDocument();
  });

  it('can be asked for again when it did not load', async () => {
    api.fails(RULES, 400, 'No rules.').fails(CHANGES, 400, 'No changes.');
    renderApp('/admin/feature-flags');
    expect(await screen.findByText('No rules.')).toBeInTheDocument();
    expect(await screen.findByText('No changes.')).toBeInTheDocument();
    api.on(RULES, [things]).on(CHANGES, [change]);
    const again = () => screen.getAllByRole('button', { name: 'Try again' });
    for (const button of again()) await userEvent.click(button);
    expect(await card(things.key)).toBeDefined();
    expect(await screen.findByRole('table', { name: 'Last changes' })).toBeInTheDocument();
  });
});

describe('a state in words', () => {
  it('names those who have the flag', () => {
    expect(stateInWords(some)).toBe(
      `On for 25 % of the accounts and for the role ${roles[role]} and for one account by name`,
    );
    expect(stateInWords({ ...things, mode: 'some', roles: ['emperor', role] })).toBe(
      `On for the role emperor or ${roles[role]}`,
    );
  });

  it('says when nobody has it', () => {
    expect(stateInWords({ ...things, mode: 'off' })).toBe('Off for everybody');
    expect(isClosed({ ...some, mode: 'off' })).toBe(true);
    expect(isClosed({ ...things, mode: 'some' })).toBe(true);
    expect(isClosed(some)).toBe(false);
  });
});
