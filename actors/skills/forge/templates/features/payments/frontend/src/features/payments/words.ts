/** How payments are spoken of. */
import { formatDate } from '../../schema/format';
import type { Payment, PaymentState, Problem } from './api';

export function money(amount: string, currency: string): string {
  return `${amount} ${currency}`;
}

/** Whether it may still become something else by itself. */
export function isPending(state: PaymentState): boolean {
  return state === 'starting' || state === 'open' || state === 'processing';
}

export function describe(payment: Payment): string {
  const sum = money(payment.amount, payment.currency);
  switch (payment.state) {
    case 'starting':
    case 'open':
      return `A payment of ${sum} was begun and is not finished.`;
    case 'processing':
      return `A payment of ${sum} is under way.`;
    case 'paid':
      return `Paid ${sum} on ${formatDate(payment.paid_at ?? payment.created_at)}`;
    case 'failed':
      return `A payment of ${sum} failed. Nothing was taken.`;
    case 'expired':
      return `A payment of ${sum} was not finished in time.`;
    case 'refunded':
      return `${sum} was paid and given back on ${formatDate(payment.refunded_at ?? payment.created_at)}`;
  }
}

export const problems: Readonly<Record<Problem, string>> = {
  amount: 'Another amount came in than was asked for',
  record_changed: 'The record was changed while it was paid',
  record_gone: 'The record is gone',
  record_state: 'The record could no longer be paid',
  twice: 'The record was paid already',
};
