/** Notifications over HTTP. */
import { get, patch, post, remove } from '../../api/client';
import { listParams, type Paged } from '../../api/pages';
import { idText, type Id } from '../../schema/ids';

export type NotificationEvent = 'added' | 'changed' | 'linked'<% if workflows %> | 'moved' | 'waiting'<% endif %>;

export type NotifiedRecord = {
  /** The table: `posts`. */
  readonly kind: string;
  readonly id: Id;
  /** Empty for a record without a name of its own. */
  readonly label: string;
};

export type Notice = {
  readonly id: Id;
  readonly event: NotificationEvent;
  readonly happened_at: string;
  readonly read_at: string | null;
  /** Empty when the account is gone. */
  readonly actor: string;
  readonly record: NotifiedRecord;
  /** What was added to the record, or points at it. */
  readonly part: NotifiedRecord | null;
  /** Whether the record is the reader's own. */
  readonly own: boolean;
  /** The state that the record came into, or empty. */
  readonly state: string;
};

/** `email` is in the product and by e-mail. */
export type Channel = 'product' | 'email' | 'none';
export type Preferences = Readonly<Record<NotificationEvent, Channel>>;

/** What is kept of them: whatever changes one changes all. */
export const NOTIFICATIONS = 'notifications';

export function listNotifications(page: number): Promise<Paged<Notice>> {
  return get<Paged<Notice>>('/notifications', listParams({ page, filters: { order: 'newest' } }));
}

export async function countUnread(): Promise<number> {
  return (await get<{ readonly unread: number }>('/notifications/unread')).unread;
}

export function markRead(id: Id): Promise<void> {
  return post<undefined>(`/notifications/${idText(id)}/read`);
}

/** What came after the newest that was seen stays unread. */
export function markReadUntil(id: Id): Promise<void> {
  return post<undefined>('/notifications/read', { until: id });
}

export function removeNotification(id: Id): Promise<void> {
  return remove(`/notifications/${idText(id)}`);
}

export function readPreferences(): Promise<Preferences> {
  return get<Preferences>('/notifications/preferences');
}

export function choosePreference(event: NotificationEvent, channel: Channel): Promise<Preferences> {
  return patch<Preferences>('/notifications/preferences', { [event]: channel });
}

export function turnOffMail(token: string): Promise<void> {
  return post<undefined>(`/notifications/unsubscribe?token=${encodeURIComponent(token)}`);
}
