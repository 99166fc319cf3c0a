/** How one is told, for each kind of event, on the account page. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router-dom';
import { errorMessage } from '../../api/errors';
import { ListSkeleton } from '../../ui/Skeleton';
import { ErrorState } from '../../ui/states';
import { useToast } from '../../ui/toasts';
import {
  NOTIFICATIONS,
  choosePreference,
  readPreferences,
  type Channel,
  type NotificationEvent,
  type Preferences,
} from './api';
import './notifications.css';

const SECTION = 'notification-settings';

const events: Readonly<Record<NotificationEvent, string>> = {
  added: 'Somebody adds to a record of yours',
  changed: 'Somebody changes a record of yours',
  linked: 'A record points at you or at a record of yours',
<% if workflows %>
  moved: 'A record of yours comes into another state',
  waiting: 'A record waits for what your role may do',
<% endif %>
};

const channels: Readonly<Record<Channel, string>> = {
  product: 'In the product',
  email: 'In the product and by e-mail',
  none: 'Not at all',
};

export function NotificationPanel() {
  const { hash } = useLocation();
  const section = useRef<HTMLElement>(null);
  const preferences = useQuery({
    queryKey: [NOTIFICATIONS, 'preferences'],
    queryFn: readPreferences,
  });
  useEffect(() => {
    if (hash === `#${SECTION}`) section.current?.focus();
  }, [hash]);
  return (
    <section
      id={SECTION}
      ref={section}
      className="card stack"
      aria-labelledby="notification-settings-title"
      tabIndex={-1}
    >
      <h2 id="notification-settings-title">Notifications</h2>
      <p className="muted">What you hear of, and where. Each choice is kept at once.</p>
      {preferences.isPending && <ListSkeleton label="Loading choices" />}
      {preferences.isError && (
        <ErrorState error={preferences.error} onRetry={() => void preferences.refetch()} />
      )}
      {preferences.data && <Choices chosen={preferences.data} />}
    </section>
  );
}

function Choices({ chosen }: { chosen: Preferences }) {
  const queries = useQueryClient();
  const notify = useToast();
  const choosing = useMutation({
    mutationFn: ([event, channel]: readonly [NotificationEvent, Channel]) =>
      choosePreference(event, channel),
    onSuccess: (kept) => {
      queries.setQueryData([NOTIFICATIONS, 'preferences'], kept);
      notify('Your choice is kept');
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  return (
    <div className="form">
      {entriesOf(events).map(([event, title]) => (
        <label key={event} className="notification-choice">
          <span>{title}</span>
          <select
            value={chosen[event]}
            disabled={choosing.isPending}
            onChange={(changed) => {
              choosing.mutate([event, changed.target.value as Channel]);
            }}
          >
            {entriesOf(channels).map(([channel, name]) => (
              <option key={channel} value={channel}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}

function entriesOf<K extends string>(map: Readonly<Record<K, string>>): readonly [K, string][] {
  return Object.entries(map) as [K, string][];
}
