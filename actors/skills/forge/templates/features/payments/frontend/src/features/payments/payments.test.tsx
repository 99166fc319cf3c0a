import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe as group, expect, it, vi } from 'vitest';
import { allEntities } from '../../entities';
import { idText } from '../../schema/ids';
import { formatDate } from '../../schema/format';
import { accountOf, FakeApi, pageOf } from '../../test/fakeApi';
import { renderApp } from '../../test/renderApp';
import { sampleId, sampleRecord } from '../../test/samples';
import { isCheckoutUrl, type Payment, type PaymentRow, type RecordPayment } from './api';
import { leaveFor } from './leave';
import { payableKeys } from './payable';
import { describe } from './words';

vi.mock('./leave', () => ({ leaveFor: vi.fn() }));

const entity = allEntities.find(({ key }) => payableKeys.includes(key));
if (!entity) throw new Error('nothing can be paid');
const { key } = entity;
const record = sampleRecord(entity);
const page = `/${key}/${idText(record.id)}`;
const PAYMENT = `GET ${page}/payment`;
const START = `POST ${page}/payment`;
const OWN = `GET /online-payments/${idText(sampleId(7))}`;
const ALL = 'GET /admin/online-payments';
const CHECKOUT = 'https://checkout.stripe.com/c/pay/cs_test_1';

const opened: Payment = {
  id: sampleId(7),
  state: 'open',
  amount: '12.00',
  currency: 'EUR',
  page: key,
  record_id: record.id,
  in_question: false,
  created_at: '2030-01-15T10:00:00Z',
  paid_at: null,
  refunded_at: null,
};
const paid: Payment = { ...opened, state: 'paid', paid_at: '2030-01-16T10:00:00Z' };
const unpaid: RecordPayment = { amount: '12.00', currency: 'EUR', can_pay: true, payment: null };

/** The administrator sees every kind of record, and owns those of the tests. */
let api: FakeApi;

beforeEach(() => {
  vi.mocked(leaveFor).mockReset();
  api = new FakeApi().signedIn(accountOf('admin')).records(key, [record]);
});

async function panel() {
  renderApp(page);
  return within(await screen.findByRole('region', { name: 'Payment' }));
}

group('the payment of a record', () => {
  it('leads to the page that the server names', async () => {
    api.on(PAYMENT, unpaid).on(START, { payment_id: sampleId(7), url: CHECKOUT });
    const shown = await panel();
    expect(await shown.findByText('Amount: 12.00 EUR')).toBeInTheDocument();
    await userEvent.click(shown.getByRole('button', { name: 'Pay 12.00 EUR' }));
    await waitFor(() => {
      expect(leaveFor).toHaveBeenCalledWith(CHECKOUT);
    });
    expect(api.last(START)?.body).toBeUndefined();
  });

  it('leads to no other place', async () => {
    api.on(PAYMENT, unpaid).on(START, { payment_id: sampleId(7), url: 'https://example.com/' });
    const shown = await panel();
    await userEvent.click(await shown.findByRole('button', { name: 'Pay 12.00 EUR' }));
    await waitFor(() => {
      expect(api.count(START)).toBe(1);
    });
    expect(await screen.findByText(/Something went wrong/)).toBeInTheDocument();
    expect(leaveFor).not.toHaveBeenCalled();
  });

  it('says why it cannot begin', async () => {
    api.on(PAYMENT, unpaid).fails(START, 409, 'This is paid already.');
    const shown = await panel();
    await userEvent.click(await shown.findByRole('button', { name: 'Pay 12.00 EUR' }));
    expect(await screen.findByText('This is paid already.')).toBeInTheDocument();
  });

  it('goes on where it was begun', async () => {
    api.on(PAYMENT, { ...unpaid, payment: opened });
    const shown = await panel();
    expect(await shown.findByRole('button', { name: 'Go on paying' })).toBeInTheDocument();
  });

  it('is done once it is paid', async () => {
    api.on(PAYMENT, { ...unpaid, can_pay: false, payment: { ...paid, in_question: true } });
    const shown = await panel();
    const date = formatDate('2030-01-16T10:00:00Z');
    expect(await shown.findByText(`Paid 12.00 EUR on ${date}`)).toBeInTheDocument();
    expect(shown.getByText(/being looked at/)).toBeInTheDocument();
    expect(shown.queryByRole('button')).toBeNull();
    expect(shown.queryByText(/Amount/)).toBeNull();
  });

  it('can be begun again after it failed', async () => {
    api.on(PAYMENT, { ...unpaid, payment: { ...opened, state: 'failed' } });
    const shown = await panel();
    expect(await shown.findByText(/Nothing was taken/)).toBeInTheDocument();
    expect(shown.getByRole('button', { name: 'Pay 12.00 EUR' })).toBeInTheDocument();
  });

  it('has no button where there is no amount, or nothing to be paid', async () => {
    api.on(PAYMENT, { ...unpaid, amount: null, can_pay: false });
    const shown = await panel();
    expect(await shown.findByText('There is no amount yet.')).toBeInTheDocument();
    expect(shown.queryByRole('button')).toBeNull();
  });

  it('can be asked for again', async () => {
    api.fails(PAYMENT, 400, 'Not now.');
    const shown = await panel();
    expect(await shown.findByText('Not now.')).toBeInTheDocument();
    api.on(PAYMENT, unpaid);
    await userEvent.click(shown.getByRole('button', { name: 'Try again' }));
    expect(await shown.findByText('Amount: 12.00 EUR')).toBeInTheDocument();
  });

  it('is nobody else’s business', async () => {
    const rule = entity.rules.read;
    const role = rule?.roles[0] ?? rule?.ownRoles[0];
    if (role === undefined) return;
    api.signedIn(accountOf(role, { id: sampleId(901) }));
    renderApp(page);
    await screen.findByRole('article');
    expect(screen.queryByRole('region', { name: 'Payment' })).toBeNull();
    expect(api.count(PAYMENT)).toBe(0);
  });

  it('is shown for no other kind of record', async () => {
    const other = allEntities.find((it) => !payableKeys.includes(it.key));
    if (!other) return;
    const thing = sampleRecord(other);
    api.records(other.key, [thing]);
    renderApp(`/${other.key}/${idText(thing.id)}`);
    await screen.findByRole('article');
    expect(screen.queryByRole('region', { name: 'Payment' })).toBeNull();
  });
});

group('coming back', () => {
  const done = `/payment-done?payment=${idText(sampleId(7))}`;

  it('waits for the word of the provider', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      api.on(OWN, opened);
      renderApp(done);
      expect(await screen.findByText(/Waiting for the payment/)).toBeInTheDocument();
      api.on(OWN, paid);
      await vi.advanceTimersByTimeAsync(2_500);
      expect(await screen.findByText(/^Paid 12.00 EUR on/)).toBeInTheDocument();
      const asked = api.count(OWN);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(api.count(OWN)).toBe(asked);
      expect(screen.getByRole('link', { name: 'Back to what you paid for' })).toHaveAttribute(
        'href',
        page,
      );
    } finally {
      vi.useRealTimers();
    }
  });

  it('waits a minute and no longer', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      api.on(OWN, { ...opened, state: 'processing' });
      renderApp(done);
      expect(await screen.findByText(/Some ways to pay take days/)).toBeInTheDocument();
      await vi.advanceTimersByTimeAsync(63_000);
      expect(await screen.findByText(/takes longer than usual/)).toBeInTheDocument();
      const asked = api.count(OWN);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(api.count(OWN)).toBe(asked);
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells of what failed, and of what is in question', async () => {
    api.on(OWN, { ...opened, state: 'failed', in_question: true, page: '' });
    renderApp(done);
    expect(await screen.findByText(/Nothing was taken/)).toBeInTheDocument();
    expect(screen.getByText(/try again where you began/)).toBeInTheDocument();
    expect(screen.getByText(/being looked at/)).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: /Back to what/ })).toBeNull();
  });

  it('says what it could not find', async () => {
    api.fails(OWN, 404, 'There is no such payment.');
    renderApp(done);
    expect(await screen.findByRole('alert')).toBeInTheDocument();
  });
});

group('payments for administrators', () => {
  const row: PaymentRow = {
    ...paid,
    about: 'Order: tea',
    payer: 'Grace',
    received: '12.00',
    refunded: '0.00',
    problem: null,
    refund_asked_at: null,
  };
  const odd: PaymentRow = {
    ...row,
    id: sampleId(8),
    about: 'Order: cake',
    payer: null,
    page: '',
    received: '5.00',
    refunded: '1.00',
    problem: 'amount',
    in_question: true,
    refund_asked_at: '2030-01-17T10:00:00Z',
  };
  const REFUND = `POST /admin/online-payments/${idText(row.id)}/refund`;

  it('are listed with who paid and what is wrong', async () => {
    api.on(
      ALL,
      pageOf([row, odd, { ...row, id: sampleId(9), state: 'open', about: 'Order: nut' }]),
    );
    renderApp('/admin/online-payments');
    const table = within(await screen.findByRole('table', { name: 'Payments' }));
    expect(table.getAllByText('Grace')).toHaveLength(2);
    expect(table.getByText('Another amount came in than was asked for')).toBeInTheDocument();
    expect(table.getByText('5.00 EUR came in')).toBeInTheDocument();
    expect(table.getByText('1.00 EUR given back')).toBeInTheDocument();
    expect(table.getByRole('link', { name: 'Order: tea' })).toHaveAttribute('href', page);
    expect(table.getAllByRole('button')).toHaveLength(2);
  });

  it('are given back after asking', async () => {
    api.on(ALL, pageOf([row])).on(REFUND, { ...row, state: 'refunded' });
    renderApp('/admin/online-payments');
    const button = await screen.findByRole('button', { name: 'Refund Order: tea' });
    await userEvent.click(button);
    expect(api.count(REFUND)).toBe(0);
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await userEvent.click(button);
    await userEvent.click(screen.getByRole('button', { name: 'Refund 12.00 EUR' }));
    expect(await screen.findByText('12.00 EUR is given back')).toBeInTheDocument();
    expect(api.count(ALL)).toBeGreaterThan(1);
  });

  it('say when giving back takes time or is refused', async () => {
    api.on(ALL, pageOf([{ ...row, payer: null, received: null }])).on(REFUND, row);
    renderApp('/admin/online-payments');
    await userEvent.click(await screen.findByRole('button', { name: 'Refund Order: tea' }));
    await userEvent.click(screen.getByRole('button', { name: 'Refund 12.00 EUR' }));
    expect(await screen.findByText('12.00 EUR is on its way back')).toBeInTheDocument();
    api.fails(REFUND, 409, 'The payment service refused.');
    await userEvent.click(await screen.findByRole('button', { name: 'Refund Order: tea' }));
    await userEvent.click(screen.getByRole('button', { name: 'Refund 12.00 EUR' }));
    expect(await screen.findByText('The payment service refused.')).toBeInTheDocument();
  });

  it('are narrowed by the address', async () => {
    api.on(ALL, pageOf([]));
    renderApp('/admin/online-payments?page=2');
    expect(await screen.findByText('There are no payments')).toBeInTheDocument();
    await userEvent.selectOptions(screen.getByLabelText('Show'), 'in_question');
    expect(await screen.findByText('No payments match')).toBeInTheDocument();
    expect(api.last(ALL)?.query.get('in_question')).toBe('true');
    await userEvent.selectOptions(screen.getByLabelText('Show'), 'refunded');
    await waitFor(() => {
      expect(api.last(ALL)?.query.get('state')).toBe('refunded');
    });
    expect(api.last(ALL)?.query.has('in_question')).toBe(false);
    await userEvent.selectOptions(screen.getByLabelText('Show'), '');
    await waitFor(() => {
      expect(api.last(ALL)?.query.has('state')).toBe(false);
    });
  });

  it('that did not load can be asked for again', async () => {
    api.fails(ALL, 400, 'Not now.');
    renderApp('/admin/online-payments');
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(api.count(ALL)).toBe(2);
  });
});

group('where a browser is sent', () => {
  const home = 'https://shop.example.com';

  it.each([
    ['https://checkout.stripe.com/c/pay/cs_1', true],
    [`${home}/api/v1/payments/local/pay/cs_1`, true],
    [`${home}/api/v1/other`, false],
    ['http://checkout.stripe.com/c/pay/cs_1', false],
    ['https://evilstripe.com/', false],
    ['https://stripe.com.example.net/', false],
    ['javascript:alert(1)', false],
    ['nonsense', false],
  ])('%s: %s', (url, isFine) => {
    expect(isCheckoutUrl(url, home)).toBe(isFine);
  });
});

group('words', () => {
  it('tell of every state', () => {
    expect(describe({ ...opened, state: 'starting' })).toContain('not finished');
    expect(describe({ ...opened, state: 'processing' })).toContain('under way');
    expect(describe({ ...opened, state: 'expired' })).toContain('in time');
    expect(describe({ ...paid, state: 'refunded' })).toContain('given back');
  });
});
