import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { allEntities, entityByKey } from '../../entities';
import type { EntityModel } from '../../schema/entity';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, pageOf, type Asked } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { sampleRecord } from '../../test/samples';

let api: FakeApi;
const button = (name = 'Load more') => screen.getByRole('button', { name });

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
});

/** Two in each part but the last, which has one. */
function parts(entity: EntityModel) {
  const slice = (numbers: readonly number[], next_cursor: string | null) => ({
    ...pageOf(numbers.map((number) => sampleRecord(entity, number))),
    next_cursor,
  });
  const slices = new Map([
    ['start', slice([1, 2], 'second')],
    ['second', slice([3, 4], 'third')],
    ['third', slice([4, 5], null)],
  ]);
  return ({ query }: Asked) => ({ status: 200, body: slices.get(query.get('cursor') ?? 'none') });
}

describe.each(allEntities.map((entity) => [entity.titlePlural, entity] as const))(
  'the list of %s',
  (_, entity) => {
    const { key } = entity;
    const plural = entity.titlePlural.toLowerCase();

    it('goes on part by part, says how many came, and ends', async () => {
      api.handle(`GET /${key}`, parts(entity));
      renderApp(`/${key}`);
      expect(await screen.findByText(`2 ${plural} shown`)).toBeInTheDocument();
      const asked = api.last(`GET /${key}`)?.query;
      expect(asked?.get('cursor')).toBe('start');
      expect(asked?.has('<% if page %>page<% else %>offset<% endif %>')).toBe(false);

      button().focus();
      await userEvent.keyboard('{Enter}');
      const second = await screen.findByText(`2 more, 4 ${plural} shown`);
      expect(second).toHaveAttribute('aria-live', 'polite');
      expect(button()).toHaveFocus();
      await userEvent.keyboard('{Enter}');
      expect(await screen.findByText(`1 more, 5 ${plural} shown`)).toBeInTheDocument();
      expect(screen.getByText(`5 ${plural}`)).toBeInTheDocument();
      expect(screen.queryByRole('button', { name: 'Load more' })).not.toBeInTheDocument();
      await waitFor(() => {
        expect(screen.getByText('That is all')).toHaveFocus();
      });
    });

    it('begins anew in another order', async () => {
      api.handle(`GET /${key}`, parts(entity));
      renderApp(`/${key}`);
      await screen.findByText(`2 ${plural} shown`);
      await userEvent.click(button());
      await screen.findByText(`2 more, 4 ${plural} shown`);
      await userEvent.selectOptions(screen.getByLabelText('Sort by'), 'created_at');
      await waitFor(() => {
        const asked = api.last(`GET /${key}`)?.query;
        expect([asked?.get('sort'), asked?.get('cursor')]).toEqual(['created_at', 'start']);
      });
      expect(await screen.findByText(`2 ${plural} shown`)).toBeInTheDocument();
    });

    it('keeps what is there when the rest does not come', async () => {
      const answer = parts(entity);
      api.handle(`GET /${key}`, (asked) =>
        asked.query.get('cursor') === 'start'
          ? answer(asked)
          : { status: 400, body: { error: { message: 'Not now.' } } },
      );
      renderApp(`/${key}`);
      await screen.findByText(`2 ${plural} shown`);
      await userEvent.click(button());
      expect(await screen.findByRole('alert')).toHaveTextContent('Not now.');
      expect(screen.getByText(`2 ${plural} shown`)).toBeInTheDocument();
      api.handle(`GET /${key}`, answer);
      await userEvent.click(button('Try again'));
      expect(await screen.findByText(`2 more, 4 ${plural} shown`)).toBeInTheDocument();
    });

    it('is begun anew when its cursor is no longer good', async () => {
      const answer = parts(entity);
      let stale = true;
      api.handle(`GET /${key}`, (asked) =>
        stale && asked.query.get('cursor') !== 'start'
          ? { status: 422, body: { error: { message: 'Begin without it.' } } }
          : answer(asked),
      );
      renderApp(`/${key}`);
      await screen.findByText(`2 ${plural} shown`);
      await userEvent.click(button());
      await screen.findByRole('alert');
      stale = false;
      await userEvent.click(button('Try again'));
      await waitFor(() => {
        expect(api.last(`GET /${key}`)?.query.get('cursor')).toBe('start');
      });
      await userEvent.click(await screen.findByRole('button', { name: 'Load more' }));
      expect(await screen.findByText(`2 more, 4 ${plural} shown`)).toBeInTheDocument();
    });
  },
);

const pairs = allEntities.flatMap((parent) =>
  parent.children.flatMap(({ key }) => {
    const child = entityByKey(key);
    return child ? [{ parent, child, title: child.titlePlural }] : [];
  }),
);

describe.skipIf(pairs.length === 0).each(pairs)('under a record: $title', ({ parent, child }) => {
  it('go on part by part', async () => {
    const record = sampleRecord(parent);
    api.records(parent.key, [record]).handle(`GET /${child.key}`, parts(child));
    renderApp(`/${parent.key}/${idText(record.id)}`);
    const list = await screen.findByRole('list', { name: child.titlePlural });
    expect(list.children).toHaveLength(2);
    await userEvent.click(button());
    await waitFor(() => {
      expect(list.children).toHaveLength(4);
    });
  });
});
