/** The way to one's notifications, with how many are unread. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { useAuth } from '../../auth/AuthContext';
import { NOTIFICATIONS, countUnread } from './api';
import './notifications.css';

/** Sparing: asked again once a minute, and not at all while the page is hidden. */
const POLL_MS = 60_000;
/** More than this does not fit. */
const SHOWN_MAX = 99;

export function NotificationBell() {
  const { user } = useAuth();
  const unread = useQuery({
    queryKey: [NOTIFICATIONS, 'unread', user?.id],
    queryFn: countUnread,
    enabled: user !== null,
    refetchInterval: POLL_MS,
    refetchIntervalInBackground: false,
  });
  if (!user) return null;
  // A bell that cannot ask is quiet: the page behind it says what is wrong.
  const count = unread.data ?? 0;
  const told = count > SHOWN_MAX ? `more than ${SHOWN_MAX} unread` : `${count} unread`;
  return (
    <>
      <Link
        className="icon-button notification-bell"
        to="/notifications"
        aria-label={count === 0 ? 'Notifications' : `Notifications, ${told}`}
      >
        <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M6 16V11a6 6 0 1 1 12 0v5l1.5 2h-15L6 16Zm4 4.5a2.2 2.2 0 0 0 4 0" />
        </svg>
        {count > 0 && (
          <span className="notification-count" aria-hidden="true">
            {count > SHOWN_MAX ? `${SHOWN_MAX}+` : count}
          </span>
        )}
      </Link>
      <span className="visually-hidden" role="status">
        {count > 0 && `Notifications: ${told}`}
      </span>
    </>
  );
}
