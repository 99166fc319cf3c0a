import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router-dom';
import { beforeEach, describe, expect, it } from 'vitest';
import { Providers } from '../../app/Providers';
import { allEntities } from '../../entities';
import type { EntityModel } from '../../schema/entity';
import { recordLabel } from '../../schema/format';
import { idText, type Id } from '../../schema/ids';
import { accountOf, FakeApi } from '../../test/fakeApi';
import { modelOf } from '../../test/model';
import { renderApp } from '../../test/renderApp';
import { sampleId, sampleRecord } from '../../test/samples';
import { TallyMark } from './TallyMark';
import { withMine, type Tally } from './api';
import { ballotsOn, hasBallots } from './ballots';

let api: FakeApi;
const MINE = sampleId(77);
const tallied = allEntities.filter(hasBallots).map((entity) => [entity.key, entity] as const);

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
});

/** So many of each kind, none of them one's own unless it is given. */
function tallyOf(entity: EntityModel, id: Id, count: number, mine: Id | null = null): Tally {
  const keys = ballotsOn(entity).map((ballot) => ballot.entity.key);
  return {
    id,
    counts: Object.fromEntries(keys.map((key) => [key, count])),
    mine: Object.fromEntries(keys.map((key) => [key, mine])),
  };
}

function answer(entity: EntityModel, ...items: readonly Tally[]) {
  api.on(`GET /tallies/${entity.key}`, { items });
}

function counted(ballot: EntityModel, count: number): string {
  return `${count} ${(count === 1 ? ballot.title : ballot.titlePlural).toLowerCase()}`;
}

describe.each(tallied)('the tallies of %s', (key, entity) => {
  const records = [sampleRecord(entity, 1), sampleRecord(entity, 2)] as const;
  const [record] = records;
  const label = recordLabel(entity, record);
  const page = `/${key}/${idText(record.id)}`;

  it('are asked for at once, for all that a page shows', async () => {
    api.records(key, records);
    answer(entity, ...records.map(({ id }, index) => tallyOf(entity, id, index + 11)));
    renderApp(`/${key}`);
    for (const ballot of ballotsOn(entity)) {
      expect(await screen.findByText(counted(ballot.entity, 11))).toBeInTheDocument();
      expect(await screen.findByText(counted(ballot.entity, 12))).toBeInTheDocument();
    }
    expect(api.count(`GET /tallies/${key}`)).toBe(1);
    const asked = api.last(`GET /tallies/${key}`)?.query.getAll('of');
    expect(asked).toEqual(records.map(({ id }) => idText(id)));
  });

  it('are no hindrance where they do not come', async () => {
    api.records(key, records);
    api.fails(`GET /tallies/${key}`, 403, 'Not for you.');
    renderApp(page);
    expect(await screen.findByRole('heading', { name: label })).toBeInTheDocument();
    expect(screen.queryByRole('button', { pressed: false })).not.toBeInTheDocument();
  });

  it('are shown under a record, too', async () => {
    const parent = allEntities.find(({ children }) => children.some((child) => child.key === key));
    if (parent === undefined) return;
    const whole = sampleRecord(parent);
    api.records(key, records).records(parent.key, [whole]);
    answer(entity, ...records.map(({ id }) => tallyOf(entity, id, 11)));
    renderApp(`/${parent.key}/${idText(whole.id)}`);
    for (const ballot of ballotsOn(entity)) {
      await waitFor(() => {
        expect(screen.getAllByText(counted(ballot.entity, 11))).toHaveLength(2);
      });
    }
  });

  describe.each(ballotsOn(entity).map((ballot) => [ballot.entity.key, ballot] as const))(
    'and %s',
    (_, { entity: ballot, on }) => {
      const own = ballot.title.toLowerCase();
      const cast = `${ballot.title}: ${label}`;
      const back = `Take back your ${own}: ${label}`;
      const CAST = `POST /${ballot.key}`;
      const BACK = `DELETE /${ballot.key}/${idText(MINE)}`;
      const press = async (name: string) =>
        userEvent.click(await screen.findByRole('button', { name }));

      beforeEach(() => {
        api.records(key, records);
        api.on(CAST, { ...sampleRecord(ballot), id: MINE }, 201).on(BACK, null, 204);
      });

      it('are cast', async () => {
        answer(entity, tallyOf(entity, record.id, 0));
        renderApp(page);
        expect(await screen.findByText(counted(ballot, 0))).toBeInTheDocument();
        expect(screen.getByRole('button', { name: cast })).toHaveAttribute('aria-pressed', 'false');
        answer(entity, withMine(tallyOf(entity, record.id, 0), ballot.key, MINE));
        await press(cast);
        const pressed = await screen.findByRole('button', { name: back });
        expect(pressed).toHaveAttribute('aria-pressed', 'true');
        expect(pressed).toHaveFocus();
        expect(screen.getByText(counted(ballot, 1))).toBeInTheDocument();
        expect(api.last(CAST)?.body).toEqual({ [on]: record.id });
        await waitFor(() => {
          expect(api.count(`GET /tallies/${key}`)).toBe(2);
        });
      });

      it('are taken back', async () => {
        answer(entity, tallyOf(entity, record.id, 3, MINE));
        renderApp(page);
        expect(await screen.findByText(counted(ballot, 3))).toBeInTheDocument();
        answer(entity, withMine(tallyOf(entity, record.id, 3, MINE), ballot.key, null));
        await press(back);
        expect(await screen.findByText(counted(ballot, 2))).toBeInTheDocument();
        expect(screen.getByRole('button', { name: cast })).toHaveAttribute('aria-pressed', 'false');
        expect(api.count(BACK)).toBe(1);
      });

      it('stay as they are where the server refuses', async () => {
        answer(entity, tallyOf(entity, record.id, 5));
        api.fails(CAST, 409, 'You have one already.');
        renderApp(page);
        await press(cast);
        expect(await screen.findByText('You have one already.')).toBeInTheDocument();
        expect(screen.getByText(counted(ballot, 5))).toBeInTheDocument();
        expect(screen.getByRole('button', { name: cast })).toBeInTheDocument();
      });

      it('are cast by no visitor', async () => {
        api = new FakeApi();
        localStorage.clear();
        answer(entity, tallyOf(entity, record.id, 5));
        api.fails('POST /auth/refresh', 401, 'Nobody.');
        render(
          <MemoryRouter>
            <Providers>
              <TallyMark entity={entity} record={record} />
            </Providers>
          </MemoryRouter>,
        );
        expect(await screen.findByText(counted(ballot, 5))).toBeInTheDocument();
        expect(screen.queryByRole('button')).not.toBeInTheDocument();
      });
    },
  );
});

it('some kind of record has a tally', () => {
  expect(tallied).not.toHaveLength(0);
});

it('what has no ballots asks for none', () => {
  const things = modelOf({});
  render(
    <MemoryRouter>
      <Providers>
        <TallyMark entity={things} record={sampleRecord(things)} />
      </Providers>
    </MemoryRouter>,
  );
  expect(api.asked.filter(({ route }) => route.includes('/tallies/'))).toHaveLength(0);
});
