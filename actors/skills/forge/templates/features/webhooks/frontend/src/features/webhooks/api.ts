/** Webhooks over HTTP. */
import { get, patch, post, remove } from '../../api/client';
import { listParams, type Paged } from '../../api/pages';
import { allEntities } from '../../entities';
import { idText, type Id } from '../../schema/ids';

export type Webhook = {
  readonly id: Id;
  readonly url: string;
  readonly events: readonly string[];
  readonly is_active: boolean;
  readonly disabled_why: string | null;
  readonly failing_since: string | null;
  readonly created_at: string;
};

/** The answers to its making and to its renewal are the only ones that hold the secret. */
export type MadeWebhook = Webhook & { readonly secret: string };

export type DeliveryState = 'waiting' | 'delivered' | 'failed';

export type Delivery = {
  readonly id: Id;
  readonly message_id: string;
  readonly event: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly created_at: string;
  readonly attempted_at: string | null;
  readonly duration_ms: number | null;
  readonly status: number | null;
  /** The beginning of what the receiver answered. */
  readonly answer: string | null;
  readonly error: string | null;
};

/** All that can be told: `post.created`. */
export const allEvents: readonly string[] = allEntities.flatMap(({ name }) =>
  ['created', 'updated', 'deleted'].map((verb) => `${name}.${verb}`),
);

export function listWebhooks(page: number): Promise<Paged<Webhook>> {
  return get<Paged<Webhook>>('/admin/webhooks', listParams({ page }));
}

export function makeWebhook(url: string, events: readonly string[]): Promise<MadeWebhook> {
  return post<MadeWebhook>('/admin/webhooks', { url, events });
}

export function switchWebhook(id: Id, is_active: boolean): Promise<Webhook> {
  return patch<Webhook>(pathOf(id), { is_active });
}

export function renewSecret(id: Id): Promise<MadeWebhook> {
  return post<MadeWebhook>(`${pathOf(id)}/secret`);
}

export function removeWebhook(id: Id): Promise<void> {
  return remove(pathOf(id));
}

export function sendTest(id: Id): Promise<Delivery> {
  return post<Delivery>(`${pathOf(id)}/test`);
}

export function listDeliveries(id: Id, page: number): Promise<Paged<Delivery>> {
  return get<Paged<Delivery>>(`${pathOf(id)}/deliveries`, listParams({ page }));
}

export function redeliver(id: Id, delivery: Id): Promise<Delivery> {
  return post<Delivery>(`${pathOf(id)}/deliveries/${idText(delivery)}/redeliver`);
}

function pathOf(id: Id): string {
  return `/admin/webhooks/${idText(id)}`;
}
