import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { fill } from '../../test/form';
import { renderApp } from '../../test/renderApp';
import { sampleId } from '../../test/samples';
import { allEvents, type Delivery, type Webhook } from './api';

const HOOKS = 'GET /admin/webhooks';
const url = 'https://example.com/hook';
const hook: Webhook = {
  id: sampleId(5),
  url,
  events: allEvents.slice(0, 2),
  is_active: true,
  disabled_why: null,
  failing_since: null,
  created_at: '2030-01-15T10:00:00Z',
};
const off: Webhook = {
  ...hook,
  id: sampleId(6),
  url: 'https://example.com/off',
  is_active: false,
  disabled_why: 'Nothing has arrived there for 3 days.',
  failing_since: '2030-01-12T10:00:00Z',
};
const PATH = `/admin/webhooks/${idText(hook.id)}`;
const failed: Delivery = {
  id: sampleId(7),
  message_id: 'msg_7',
  event: allEvents[0] ?? '',
  state: 'failed',
  attempts: 8,
  created_at: '2030-01-15T10:00:00Z',
  attempted_at: '2030-01-15T20:00:00Z',
  duration_ms: 120,
  status: 500,
  answer: 'broken',
  error: 'It answered 500.',
};
const good: Delivery = {
  ...failed,
  id: sampleId(8),
  message_id: 'msg_8',
  state: 'delivered',
  attempts: 1,
  status: 204,
  answer: null,
  error: null,
};
const waiting: Delivery = {
  ...good,
  id: sampleId(9),
  message_id: 'msg_9',
  state: 'waiting',
  attempts: 0,
  status: null,
  duration_ms: null,
};

let api: FakeApi;
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin')).on(HOOKS, pageOf([hook, off]));
});

describe('webhooks', () => {
  it('are listed with what they are told and how they are', async () => {
    renderApp('/admin/webhooks');
    expect(await screen.findByRole('link', { name: url })).toBeInTheDocument();
    expect(screen.getByText('Nothing has arrived there for 3 days.')).toBeInTheDocument();
    expect(screen.getByText(/^Fails since/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: `Send a test to ${off.url}` })).toBeDisabled();
  });

  it('are made, and their secret is shown once', async () => {
    api.on(HOOKS, pageOf([])).on('POST /admin/webhooks', { ...hook, secret: 'whsec_abc' }, 201);
    renderApp('/admin/webhooks');
    expect(await screen.findByText('Nobody is told of anything yet')).toBeInTheDocument();
    await press('Make a webhook');
    expect(screen.getByText('Choose at least one')).toBeInTheDocument();
    expect(api.count('POST /admin/webhooks')).toBe(0);
    fill('url', ` ${url} `);
    const [first, second] = screen.getAllByRole('checkbox');
    if (!first || !second) throw new Error('there are events to choose');
    await userEvent.click(first);
    await userEvent.click(second);
    await userEvent.click(second);
    await press('Make a webhook');
    expect(await screen.findByText('whsec_abc')).toBeInTheDocument();
    expect(api.last('POST /admin/webhooks')?.body).toEqual({ url, events: [allEvents[0]] });
    await waitFor(() => {
      expect(api.count(HOOKS)).toBe(2);
    });
  });

  it('that the server refuses say why beside the field', async () => {
    api.fails('POST /admin/webhooks', 422, 'Some fields are not right.', [
      { field: 'url', message: 'The address leads into a private network.' },
    ]);
    renderApp('/admin/webhooks');
    await screen.findByRole('link', { name: url });
    fill('url', 'https://10.0.0.1/');
    await userEvent.click(screen.getAllByRole('checkbox')[0] ?? document.body);
    await press('Make a webhook');
    expect(await screen.findByText('The address leads into a private network.')).toHaveClass(
      'field-error',
    );
  });

  it('are tried, and switched off and on', async () => {
    api.on(`POST ${PATH}/test`, waiting, 202).on(`PATCH ${PATH}`, { ...hook, is_active: false });
    renderApp('/admin/webhooks');
    await press(`Send a test to ${url}`);
    expect(await screen.findByText('A test is on its way')).toBeInTheDocument();
    await press(`Switch ${url} off`);
    expect(await screen.findByText('Switched off')).toBeInTheDocument();
    expect(api.last(`PATCH ${PATH}`)?.body).toEqual({ is_active: false });
    const other = `PATCH /admin/webhooks/${idText(off.id)}`;
    api.fails(other, 400, 'Not now.');
    await press(`Switch ${off.url} on`);
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    expect(api.last(other)?.body).toEqual({ is_active: true });
  });

  it('get a new secret and are removed, after asking', async () => {
    api.on(`POST ${PATH}/secret`, { ...hook, secret: 'whsec_new' }).on(`DELETE ${PATH}`, null, 204);
    renderApp('/admin/webhooks');
    await press(`New secret for ${url}`);
    await press('Cancel');
    await press(`New secret for ${url}`);
    await press('Make a new secret');
    expect(await screen.findByText('whsec_new')).toBeInTheDocument();
    await press(`Remove ${url}`);
    await press('Remove the webhook');
    expect(await screen.findByText('The webhook is removed')).toBeInTheDocument();
    expect(api.count(`DELETE ${PATH}`)).toBe(1);
  });

  it('that did not load can be asked for again', async () => {
    api.fails(HOOKS, 400, 'Not now.');
    renderApp('/admin/webhooks');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    api.on(HOOKS, pageOf([hook]));
    await press('Try again');
    expect(await screen.findByRole('link', { name: url })).toBeInTheDocument();
  });
});

describe('deliveries', () => {
  const LIST = `GET ${PATH}/deliveries`;
  const AGAIN = `POST ${PATH}/deliveries/${idText(failed.id)}/redeliver`;

  it('are listed with what was answered, and sent again', async () => {
    api.on(LIST, pageOf([failed, good, waiting])).on(AGAIN, failed, 202);
    renderApp('/admin/webhooks');
    await userEvent.click(await screen.findByRole('link', { name: url }));
    expect(await screen.findByText('It answered 500. “broken” 120 ms')).toBeInTheDocument();
    expect(screen.getByText('It answered 204. 120 ms')).toBeInTheDocument();
    expect(screen.getByText('–')).toBeInTheDocument();
    expect(screen.getByText('1 attempt')).toBeInTheDocument();
    await press('Send msg_7 again');
    expect(await screen.findByText('It is on its way again')).toBeInTheDocument();
    await waitFor(() => {
      expect(api.count(LIST)).toBe(2);
    });
    await userEvent.click(screen.getByRole('link', { name: 'All webhooks' }));
    expect(await screen.findByRole('link', { name: url })).toBeInTheDocument();
  });

  it('can be none, or of no webhook', async () => {
    api.on(LIST, pageOf([]));
    const { unmount } = renderApp(`/admin/webhooks?of=${idText(hook.id)}`);
    expect(await screen.findByText('Nothing was sent yet')).toBeInTheDocument();
    unmount();
    api.fails(LIST, 404, 'There is no such webhook.');
    renderApp(`/admin/webhooks?of=${idText(hook.id)}`);
    expect(await screen.findByRole('alert')).toBeInTheDocument();
  });
});
