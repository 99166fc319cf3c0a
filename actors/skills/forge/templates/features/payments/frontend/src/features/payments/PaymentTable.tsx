/** Payments as rows; what is paid can be given back. */
import { Link } from 'react-router-dom';
import { formatTime, humanize } from '../../schema/format';
import { idText } from '../../schema/ids';
import { Badge } from '../../ui/Badge';
import { Table } from '../../ui/Table';
import { RefundButton } from './RefundButton';
import type { PaymentRow, PaymentState } from './api';
import { money, problems } from './words';

const titles = ['For', 'By', 'Amount', 'State', 'Since', 'Action'];

/** Colours of the states' badges: green is good, red is not. */
const tones: Readonly<Record<PaymentState, number>> = {
  starting: 0,
  open: 0,
  processing: 3,
  paid: 1,
  failed: 2,
  expired: 4,
  refunded: 4,
};

export function PaymentTable({ payments }: { payments: readonly PaymentRow[] }) {
  return (
    <Table caption="Payments" titles={titles}>
      {payments.map((payment) => (
        <Row key={payment.id} payment={payment} />
      ))}
    </Table>
  );
}

function Row({ payment }: { payment: PaymentRow }) {
  const { about, page, record_id: recordId, state, problem, currency } = payment;
  return (
    <tr>
      <th scope="row" data-title="For">
        {page === '' ? about : <Link to={`/${page}/${idText(recordId)}`}>{about}</Link>}
      </th>
      <td data-title="By">{payment.payer ?? '–'}</td>
      <td data-title="Amount">
        {money(payment.amount, currency)}
        {payment.received !== null && payment.received !== payment.amount && (
          <p className="muted">{money(payment.received, currency)} came in</p>
        )}
        {state === 'paid' && Number(payment.refunded) > 0 && (
          <p className="muted">{money(payment.refunded, currency)} given back</p>
        )}
      </td>
      <td data-title="State">
        <Badge tone={tones[state]}>{humanize(state)}</Badge>
        {problem !== null && <p>{problems[problem]}</p>}
      </td>
      <td data-title="Since">
        <time dateTime={payment.created_at}>
          {formatTime(payment.refunded_at ?? payment.paid_at ?? payment.created_at)}
        </time>
      </td>
      <td data-title="Action">{state === 'paid' ? <RefundButton payment={payment} /> : '–'}</td>
    </tr>
  );
}
