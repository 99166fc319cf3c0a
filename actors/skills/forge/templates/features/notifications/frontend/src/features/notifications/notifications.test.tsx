import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { allEntities } from '../../entities';
import { idText } from '../../schema/ids';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { sampleId } from '../../test/samples';
import type { Notice, NotificationEvent } from './api';
import { byDay } from './days';
import { pathOf, sentenceOf } from './words';

const LIST = 'GET /notifications';
const UNREAD = 'GET /notifications/unread';
const PREFERENCES = 'GET /notifications/preferences';
const [entity] = allEntities;
if (!entity) throw new Error('a product has records');
const kind = entity.key.replaceAll('-', '_');
const title = entity.title.toLowerCase();
const named = `your ${title} “Tea”`;

const notice: Notice = {
  id: sampleId(1),
  event: 'changed',
  happened_at: new Date().toISOString(),
  read_at: null,
  actor: 'Bea',
  record: { kind, id: sampleId(5), label: 'Tea' },
  part: null,
  own: true,
  state: '',
};
const read: Notice = {
  ...notice,
  id: sampleId(2),
  happened_at: '2030-01-15T10:00:00Z',
  read_at: '2030-01-16T10:00:00Z',
  record: { ...notice.record, label: '' },
};
const choices = {
  added: 'product',
  changed: 'product',
  linked: 'none',
  moved: 'email',
  waiting: 'none',
};

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi().signedIn(accountOf('admin')).on(LIST, pageOf([]));
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the bell', () => {
  it('says how many are unread, and leads to them', async () => {
    api.on(UNREAD, { unread: 3 });
    renderApp('/');
    const bell = await screen.findByRole('link', { name: 'Notifications, 3 unread' });
    expect(bell).toHaveAttribute('href', '/notifications');
    expect(screen.getByText('Notifications: 3 unread')).toHaveAttribute('role', 'status');
  });

  it('counts up to what fits', async () => {
    api.on(UNREAD, { unread: 100 });
    renderApp('/');
    expect(await screen.findByText('99+')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Notifications, more than 99 unread' }),
    ).toBeInTheDocument();
  });

  it('is quiet when nothing is unread, and when it cannot ask', async () => {
    api.fails(UNREAD, 400, 'Not now.');
    renderApp('/');
    expect(await screen.findByRole('link', { name: 'Notifications' })).toBeInTheDocument();
    expect(screen.queryByText('Not now.')).not.toBeInTheDocument();
  });

  it('is not there for visitors, and asks nothing', async () => {
    api = new FakeApi();
    renderApp('/');
    expect(await screen.findByRole('link', { name: 'Log in' })).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Notifications' })).not.toBeInTheDocument();
    expect(api.count(UNREAD)).toBe(0);
  });

  it('asks again after a while, but not while the page is hidden', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    renderApp('/');
    await screen.findByRole('link', { name: 'Notifications' });
    await waitFor(() => {
      expect(api.count(UNREAD)).toBe(1);
    });
    await act(() => vi.advanceTimersByTimeAsync(61_000));
    expect(api.count(UNREAD)).toBe(2);
    const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    await act(() => vi.advanceTimersByTimeAsync(180_000));
    expect(api.count(UNREAD)).toBe(2);
    hidden.mockRestore();
  });
});

describe('the page', () => {
  it('shows them by day, with links to the records', async () => {
    api.on(LIST, pageOf([notice, read], 45));
    renderApp('/notifications');
    const today = await screen.findByRole('region', { name: 'Today' });
    const link = within(today).getByRole('link', { name: named });
    expect(link).toHaveAttribute('href', `/${entity.key}/${idText(sampleId(5))}`);
    expect(within(today).getByText('Unread:')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: `your ${title}` })).toBeInTheDocument();
    expect(screen.getByText('Page 1 of 3')).toBeInTheDocument();
    expect(api.last(LIST)?.query.get('order')).toBe('newest');
  });

  it('marks one as read when its record is opened', async () => {
    const route = `POST /notifications/${idText(notice.id)}/read`;
    api.on(LIST, pageOf([notice])).on(route, null, 204);
    renderApp('/notifications');
    await userEvent.click(await screen.findByRole('link', { name: named }));
    await waitFor(() => {
      expect(api.count(route)).toBe(1);
    });
    expect(screen.getByTestId('address')).toHaveTextContent(idText(sampleId(5)));
  });

  it('marks one, and all up to the newest that is shown', async () => {
    const one = `POST /notifications/${idText(notice.id)}/read`;
    api.on(LIST, pageOf([notice, read])).on(one, null, 204);
    api.on('POST /notifications/read', null, 204);
    renderApp('/notifications');
    const name = `Mark as read: Bea changed ${named}`;
    await userEvent.click(await screen.findByRole('button', { name }));
    await waitFor(() => {
      expect(api.count(one)).toBe(1);
      expect(api.count(UNREAD)).toBe(2);
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Mark all as read' }));
    await waitFor(() => {
      expect(api.last('POST /notifications/read')?.body).toEqual({ until: notice.id });
    });
  });

  it('removes one, or says why not', async () => {
    const route = `DELETE /notifications/${idText(read.id)}`;
    api.on(LIST, pageOf([read])).fails(route, 404, 'There is no such notification.');
    renderApp('/notifications');
    const remove = { name: `Remove: Bea changed your ${title}` };
    await userEvent.click(await screen.findByRole('button', remove));
    expect(await screen.findByText('There is no such notification.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Mark all as read' })).not.toBeInTheDocument();
    api.on(route, null, 204).on(LIST, pageOf([]));
    await userEvent.click(await screen.findByRole('button', remove));
    expect(await screen.findByText('Nothing concerns you yet')).toBeInTheDocument();
  });

  it('says when a page is empty, and when nothing came', async () => {
    renderApp('/notifications?page=7');
    expect(await screen.findByText('Nothing on this page')).toBeInTheDocument();
    api.fails(LIST, 400, 'Not now.');
    await userEvent.click(screen.getByRole('link', { name: 'To the newest' }));
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
  });

  it('is for who is signed in', async () => {
    api = new FakeApi();
    renderApp('/notifications');
    await waitFor(() => {
      expect(screen.getByTestId('address')).toHaveTextContent('/login?next=%2Fnotifications');
    });
  });
});

describe('what they say', () => {
  const part = { kind, id: sampleId(6), label: '' };
  const article = /^[aeiou]/.test(title) ? 'an' : 'a';
  const cases: readonly [NotificationEvent, Partial<Notice>, string][] = [
    ['changed', { actor: '' }, `Somebody changed ${named}`],
    ['added', { part }, `Bea added ${article} ${title} to ${named}`],
    ['added', {}, `Bea added something to ${named}`],
    ['linked', { part }, `Bea linked ${article} ${title} to ${named}`],
    ['linked', { own: false }, `Bea named you in the ${title} “Tea”`],
<% if workflows %>
    ['moved', { state: 'in_review' }, `Bea moved ${named} on: it is in review`],
    ['waiting', { own: false, state: 'open' }, `Bea brought the ${title} “Tea” to you: it is open`],
<% endif %>
  ];

  it.each(cases)('of %s %j', (event, changes, expected) => {
    const { before, named: words, after } = sentenceOf({ ...notice, event, ...changes });
    expect(`${before}${words}${after}`).toBe(expected);
  });

  it('of a kind that is not known, and of a long name', () => {
    const record = { kind: 'no_such', id: sampleId(7), label: 'x'.repeat(90) };
    expect(sentenceOf({ ...notice, record }).named).toBe(`your record “${'x'.repeat(80)}…”`);
    expect(pathOf(record)).toBe(`/no-such/${idText(sampleId(7))}`);
  });

  it('on which day', () => {
    const now = new Date(2030, 0, 16, 12);
    const on = (day: number, id: number) => {
      const happened_at = new Date(2030, 0, day, 9).toISOString();
      return { ...notice, id: sampleId(id), happened_at };
    };
    const days = byDay([on(16, 1), on(16, 2), on(15, 3), on(14, 4)], now);
    expect(days.map((day) => day.notices.length)).toEqual([2, 1, 1]);
    expect(days.map((day) => day.title).slice(0, 2)).toEqual(['Today', 'Yesterday']);
  });
});

describe('how one is told', () => {
  const CHOOSE = 'PATCH /notifications/preferences';
  const changed = 'Somebody changes a record of yours';

  it('is chosen on the account page, and kept at once', async () => {
    api.on(PREFERENCES, choices).on(CHOOSE, { ...choices, changed: 'email' });
    renderApp('/account#notification-settings');
    const select = await screen.findByLabelText(changed);
    expect(screen.getByRole('region', { name: 'Notifications' })).toHaveFocus();
    expect(select).toHaveValue('product');
    await userEvent.selectOptions(select, 'In the product and by e-mail');
    expect(await screen.findByText('Your choice is kept')).toBeInTheDocument();
    expect(api.last(CHOOSE)?.body).toEqual({ changed: 'email' });
    expect(select).toHaveValue('email');
  });

  it('stays when it could not be kept', async () => {
    api.on(PREFERENCES, choices).fails(CHOOSE, 400, 'Not now.');
    renderApp('/account');
    const select = await screen.findByLabelText(changed);
    await userEvent.selectOptions(select, 'Not at all');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    expect(select).toHaveValue('product');
  });

  it('can be asked for again', async () => {
    api.fails(PREFERENCES, 400, 'Not now.');
    renderApp('/account');
    expect(await screen.findByText('Not now.')).toBeInTheDocument();
    api.on(PREFERENCES, choices);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByLabelText(changed)).toBeInTheDocument();
  });
});

describe('the link of an e-mail', () => {
  const TURN_OFF = 'POST /notifications/unsubscribe';
  const press = async () =>
    userEvent.click(await screen.findByRole('button', { name: 'Turn off' }));

  it('turns them off for whoever has it, by a click', async () => {
    api = new FakeApi().on(TURN_OFF, null, 204);
    renderApp('/turn-off-emails#token=a.b-c');
    expect(await screen.findByRole('button', { name: 'Turn off' })).toBeInTheDocument();
    expect(api.count(TURN_OFF)).toBe(0);
    await press();
    expect(await screen.findByText('E-mails are off')).toBeInTheDocument();
    expect(api.last(TURN_OFF)?.query.get('token')).toBe('a.b-c');
  });

  it('says when it is over, and when the server is away', async () => {
    api.handle(TURN_OFF, () => ({
      status: 422,
      body: { error: { code: 'validation_failed', message: 'Some fields', details: [] } },
    }));
    renderApp('/turn-off-emails#token=a');
    await press();
    expect(await screen.findByText(/This link is not good any more/)).toBeInTheDocument();
    api.fails(TURN_OFF, 503, 'Busy.');
    await press();
    expect(await screen.findByText(/Busy\./)).toBeInTheDocument();
  });

  it('says when it is not whole', async () => {
    renderApp('/turn-off-emails');
    expect(await screen.findByText('This link is not whole')).toBeInTheDocument();
  });
});
