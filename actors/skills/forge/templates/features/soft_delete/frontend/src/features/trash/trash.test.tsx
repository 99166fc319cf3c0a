import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { allEntities } from '../../entities';
import { recordLabel } from '../../schema/format';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { sampleRecord } from '../../test/samples';

let api: FakeApi;
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
});

describe.each(allEntities.map((entity) => [entity.key, entity] as const))(
  'the trash of %s',
  (key, entity) => {
    const record = { ...sampleRecord(entity), deleted_at: '2030-03-01T10:00:00Z' };
    const label = recordLabel(entity, record);
    const url = `/${key}/trash/${idText(record.id)}`;

    it('is reached from the list', async () => {
      renderApp(`/${key}`);
      await userEvent.click(await screen.findByRole('link', { name: 'Trash' }));
      await waitFor(() => {
        expect(screen.getByTestId('address')).toHaveTextContent(`/${key}/trash`);
      });
    });

    it('gives records back', async () => {
      api.on(`GET /${key}/trash`, pageOf([record])).on(`POST ${url}/restore`, record);
      renderApp(`/${key}/trash`);
      await press(`Restore ${label}`);
      expect(await screen.findByText(`${entity.title} restored`)).toBeInTheDocument();
      expect(api.count(`POST ${url}/restore`)).toBe(1);
    });

    it('says why one cannot come back', async () => {
      api.on(`GET /${key}/trash`, pageOf([record]));
      api.fails(`POST ${url}/restore`, 409, 'Restore the whole first.');
      renderApp(`/${key}/trash`);
      await press(`Restore ${label}`);
      expect(await screen.findByText('Restore the whole first.')).toBeInTheDocument();
    });

    it('deletes for good after asking', async () => {
      api.on(`GET /${key}/trash`, pageOf([record])).on(`DELETE ${url}`, null, 204);
      renderApp(`/${key}/trash`);
      await press(`Delete ${label} for good`);
      await press('Cancel');
      expect(api.count(`DELETE ${url}`)).toBe(0);
      await press(`Delete ${label} for good`);
      await press('Delete it for good');
      expect(await screen.findByText(`${entity.title} deleted for good`)).toBeInTheDocument();
      expect(api.count(`DELETE ${url}`)).toBe(1);
    });

    it('says when it is empty, and when it did not load', async () => {
      api.fails(`GET /${key}/trash`, 400, 'Not now.');
      renderApp(`/${key}/trash`);
      expect(await screen.findByText('Not now.')).toBeInTheDocument();
      api.on(`GET /${key}/trash`, pageOf([]));
      await press('Try again');
      expect(await screen.findByText('The trash is empty')).toBeInTheDocument();
    });
  },
);
