/** Notifications by the day on which they happened, where the reader is. */
import { formatDate } from '../../schema/format';
import type { Notice } from './api';

export type Day = { readonly title: string; readonly notices: readonly Notice[] };

export function byDay(notices: readonly Notice[], now = new Date()): readonly Day[] {
  const days = new Map<string, Notice[]>();
  for (const notice of notices) {
    const title = titleOf(new Date(notice.happened_at), now);
    days.set(title, [...(days.get(title) ?? []), notice]);
  }
  return [...days].map(([title, found]) => ({ title, notices: found }));
}

function titleOf(moment: Date, now: Date): string {
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (moment.toDateString() === now.toDateString()) return 'Today';
  if (moment.toDateString() === yesterday.toDateString()) return 'Yesterday';
  return formatDate(moment.toISOString());
}
