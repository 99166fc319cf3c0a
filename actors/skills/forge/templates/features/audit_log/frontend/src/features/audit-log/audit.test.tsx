import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { sampleId } from '../../test/samples';
import type { AuditEntry } from './api';

const LOG = 'GET /admin/audit-log';

const entry: AuditEntry = {
  id: sampleId(1),
  created_at: '2030-01-15T10:00:00Z',
  actor_name: 'Bea',
  action: 'update',
  kind: 'users',
  record_id: idText(sampleId(7)),
  label: 'Cid',
  changes: { role: ['member', 'admin'], is_active: [true, null], tags: [[], ['a']] },
};
const made: AuditEntry = {
  ...entry,
  id: sampleId(2),
  actor_name: '',
  action: 'create',
  changes: { display_name: [null, 'Cid'] },
};

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin'));
});

describe('the audit log', () => {
  it('says who changed what', async () => {
    api.on(LOG, pageOf([entry, made, { ...made, id: sampleId(3), changes: {} }], 45));
    renderApp('/admin/audit-log');
    expect(await screen.findByText('Bea')).toBeInTheDocument();
    expect(
      screen.getByText('Role: “member” → “admin”; Is active: true → nothing; Tags: [] → ["a"]'),
    ).toBeInTheDocument();
    expect(screen.getByText('Display name: “Cid”')).toBeInTheDocument();
    expect(screen.getAllByText('Nobody')).toHaveLength(2);
    expect(screen.getByText('Page 1 of 3')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Audit log' })).toBeInTheDocument();
  });

  it('is narrowed by the address', async () => {
    api.on(LOG, pageOf([entry]));
    renderApp('/admin/audit-log?page=2');
    await userEvent.selectOptions(await screen.findByLabelText('Records'), 'Accounts');
    await waitFor(() => {
      expect(api.last(LOG)?.query.get('kind')).toBe('users');
    });
    await userEvent.selectOptions(screen.getByLabelText('Records'), 'All');
    await waitFor(() => {
      expect(api.last(LOG)?.query.has('kind')).toBe(false);
    });
  });

  it('says when nothing was changed, and when it did not load', async () => {
    api.fails(LOG, 400, 'Not now.');
    renderApp('/admin/audit-log');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    api.on(LOG, pageOf([]));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Nothing was changed yet')).toBeInTheDocument();
  });
});
