import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { allEntities } from '../../entities';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { fill } from '../../test/form';
import { renderApp } from '../../test/renderApp';
import { sampleId, sampleRecord } from '../../test/samples';
import { hasTags } from './api';

let api: FakeApi;
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
});

describe.each(allEntities.filter(hasTags).map((entity) => [entity.key, entity] as const))(
  'the tags of %s',
  (key, entity) => {
    const tag = { id: sampleId(7), label: 'Rust' };
    const record = { ...sampleRecord(entity), tagged_with: [tag] };
    const path = `/${key}/${idText(record.id)}`;
    const known = pageOf([{ id: tag.id, name: 'Rust', count: 3 }]);

    it('lead to the records that have them', async () => {
      api.records(key, [record]);
      renderApp(path);
      await userEvent.click(await screen.findByRole('link', { name: 'Rust' }));
      await waitFor(() => {
        expect(api.last(`GET /${key}`)?.query.get('tag')).toBe('Rust');
      });
    });

    it('are given', async () => {
      api.records(key, [record]).on(`GET /${key}/tags`, known).on(`POST ${path}/tags`, record);
      renderApp(path);
      await press('Add tag');
      expect(api.count(`POST ${path}/tags`)).toBe(0);
      fill('new-tag', ' Python ');
      await press('Add tag');
      await waitFor(() => {
        expect(api.last(`POST ${path}/tags`)?.body).toEqual({ name: 'Python' });
      });
    });

    it('are taken off', async () => {
      const url = `${path}/tags/${idText(tag.id)}`;
      api.records(key, [record]).on(`DELETE ${url}`, null, 204);
      renderApp(path);
      await press('Take off Rust');
      await waitFor(() => {
        expect(api.count(`DELETE ${url}`)).toBe(1);
      });
      api.fails(`DELETE ${url}`, 404, 'It has no such tag.');
      await press('Take off Rust');
      expect(await screen.findByText('It has no such tag.')).toBeInTheDocument();
    });

    it('narrow the list, also those that are not among the most used', async () => {
      api.on(`GET /${key}/tags`, known);
      renderApp(`/${key}?tag=rare`);
      const choice = await screen.findByRole('combobox', { name: 'Tag' });
      expect(choice).toHaveValue('rare');
      await userEvent.selectOptions(
        choice,
        await screen.findByRole('option', { name: 'Rust (3)' }),
      );
      await waitFor(() => {
        expect(api.last(`GET /${key}`)?.query.get('tag')).toBe('Rust');
      });
    });

    it('are not asked for where there are none', async () => {
      api.on(`GET /${key}/tags`, pageOf([]));
      renderApp(`/${key}`);
      await waitFor(() => {
        expect(api.count(`GET /${key}/tags`)).toBe(1);
      });
      expect(screen.queryByRole('combobox', { name: 'Tag' })).toBeNull();
    });
  },
);
