/** Payments over HTTP. */
import { get, post } from '../../api/client';
import { listParams, type Paged } from '../../api/pages';
import type { EntityModel } from '../../schema/entity';
import { idText, type Id } from '../../schema/ids';

export const paymentStates = [
  'starting',
  'open',
  'processing',
  'paid',
  'failed',
  'expired',
  'refunded',
] as const;

export type PaymentState = (typeof paymentStates)[number];

export type Payment = {
  readonly id: Id;
  readonly state: PaymentState;
  /** As people write it: `12.00`. */
  readonly amount: string;
  readonly currency: string;
  /** The key of the kind of record that it was for. */
  readonly page: string;
  readonly record_id: Id;
  /** Somebody has to look at it before it counts. */
  readonly in_question: boolean;
  readonly created_at: string;
  readonly paid_at: string | null;
  readonly refunded_at: string | null;
};

export type RecordPayment = {
  /** Nothing where a price is missing. */
  readonly amount: string | null;
  readonly currency: string;
  readonly can_pay: boolean;
  /** The last one. */
  readonly payment: Payment | null;
};

export type Problem = 'amount' | 'record_changed' | 'record_gone' | 'record_state' | 'twice';

export type PaymentRow = Payment & {
  readonly about: string;
  readonly payer: string | null;
  readonly received: string | null;
  readonly refunded: string;
  readonly problem: Problem | null;
  readonly refund_asked_at: string | null;
};

export type Checkout = { readonly payment_id: Id; readonly url: string };

export function readPayment(entity: EntityModel, id: Id): Promise<RecordPayment> {
  return get<RecordPayment>(`/${entity.key}/${idText(id)}/payment`);
}

export function startPayment(entity: EntityModel, id: Id): Promise<Checkout> {
  return post<Checkout>(`/${entity.key}/${idText(id)}/payment`);
}

export function readOwnPayment(id: Id): Promise<Payment> {
  return get<Payment>(`/online-payments/${idText(id)}`);
}

export function listPayments(
  page: number,
  filters: { state: string; in_question: string },
): Promise<Paged<PaymentRow>> {
  return get<Paged<PaymentRow>>('/admin/online-payments', listParams({ page, filters }));
}

export function refundPayment(id: Id): Promise<PaymentRow> {
  return post<PaymentRow>(`/admin/online-payments/${idText(id)}/refund`);
}

/** Where a browser may be sent to pay: Stripe by TLS, or the double that is served from here. */
export function isCheckoutUrl(url: string, home = window.location.origin): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin, pathname } = new URL(url);
  if (origin === home) return pathname.startsWith('/api/v1/payments/local/pay/');
  return protocol === 'https:' && (hostname === 'stripe.com' || hostname.endsWith('.stripe.com'));
}
