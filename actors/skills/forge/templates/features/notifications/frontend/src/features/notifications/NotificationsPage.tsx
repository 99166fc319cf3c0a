/** What concerns oneself, by day, with links to the records. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router-dom';
import { errorMessage } from '../../api/errors';
import { pageCount, type Paged } from '../../api/pages';
import { useAuth } from '../../auth/AuthContext';
import { RequireUser } from '../../auth/guards';
import { formatTime } from '../../schema/format';
import { Icon } from '../../ui/Icon';
import { Pagination } from '../../ui/Pagination';
import { ListSkeleton } from '../../ui/Skeleton';
import { EmptyState, ErrorState } from '../../ui/states';
import { useToast } from '../../ui/toasts';
import {
  NOTIFICATIONS,
  listNotifications,
  markRead,
  markReadUntil,
  removeNotification,
  type Notice,
} from './api';
import { byDay } from './days';
import './notifications.css';
import { pathOf, sentenceOf } from './words';

export function NotificationsPage() {
  return (
    <RequireUser>
      <OwnNotifications />
    </RequireUser>
  );
}

function OwnNotifications() {
  const { user } = useAuth();
  const [params] = useSearchParams();
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1);
  const notices = useQuery({
    queryKey: [NOTIFICATIONS, 'list', user?.id, page],
    queryFn: () => listNotifications(page),
  });
  return (
    <section className="narrow stack" aria-labelledby="page-title">
      <title>Notifications</title>
      <div className="page-header">
        <h1 id="page-title">Notifications</h1>
        <div className="actions">
          <ReadAll notices={notices.data?.items ?? []} />
          <Link className="button button-quiet" to="/account#notification-settings">
            Settings
          </Link>
        </div>
      </div>
      {notices.isPending && <ListSkeleton label="Loading notifications" />}
      {notices.isError && (
        <ErrorState error={notices.error} onRetry={() => void notices.refetch()} />
      )}
      {notices.data?.items.length === 0 && <NothingYet page={page} />}
      {notices.data && notices.data.items.length > 0 && <Days page={page} found={notices.data} />}
    </section>
  );
}

function NothingYet({ page }: { page: number }) {
  if (page > 1) {
    return (
      <EmptyState title="Nothing on this page">
        <Link to="/notifications">To the newest</Link>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="Nothing concerns you yet">
      <p className="muted">
        When somebody changes a record of yours, adds to it or needs you for the next step, you read
        it here.
      </p>
    </EmptyState>
  );
}

function ReadAll({ notices }: { notices: readonly Notice[] }) {
  const [newest] = notices;
  const act = useNotificationAction();
  if (!newest || notices.every(({ read_at }) => read_at !== null)) return null;
  return (
    <button
      type="button"
      className="button"
      disabled={act.isPending}
      onClick={() => {
        act.mutate(() => markReadUntil(newest.id));
      }}
    >
      Mark all as read
    </button>
  );
}

function Days({ page, found }: { page: number; found: Paged<Notice> }) {
  return (
    <>
      <div className="notification-days">
        {byDay(found.items).map(({ title, notices }) => (
          <section key={title} className="notification-day" aria-label={title}>
            <h2>{title}</h2>
            <ul className="card notification-list">
              {notices.map((notice) => (
                <Row key={notice.id} notice={notice} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <Pagination page={page} pages={pageCount(found)} />
    </>
  );
}

function Row({ notice }: { notice: Notice }) {
  const act = useNotificationAction();
  const { id, record, happened_at, read_at } = notice;
  const { before, named, after } = sentenceOf(notice);
  const unread = read_at === null;
  const read = () => {
    act.mutate(() => markRead(id));
  };
  const whole = `${before}${named}${after}`;
  return (
    <li className={unread ? 'notification notification-unread' : 'notification'}>
      <div className="notification-body">
        <p className="notification-text">
          {unread && <span className="visually-hidden">Unread: </span>}
          {before}
          <Link to={pathOf(record)} onClick={unread ? read : undefined}>
            {named}
          </Link>
          {after}
        </p>
        <time className="hint" dateTime={happened_at}>
          {formatTime(happened_at)}
        </time>
      </div>
      <div className="actions">
        {unread && (
          <button
            type="button"
            className="button button-quiet button-small"
            aria-label={`Mark as read: ${whole}`}
            disabled={act.isPending}
            onClick={read}
          >
            Mark as read
          </button>
        )}
        <button
          type="button"
          className="button button-quiet button-small"
          aria-label={`Remove: ${whole}`}
          disabled={act.isPending}
          onClick={() => {
            act.mutate(() => removeNotification(id));
          }}
        >
          <Icon name="trash" />
        </button>
      </div>
    </li>
  );
}

/** Does one thing to notifications and looks at all of them, and at the bell, again. */
function useNotificationAction() {
  const queries = useQueryClient();
  const notify = useToast();
  return useMutation({
    mutationFn: (act: () => Promise<void>) => act(),
    onError: (error) => {
      notify(errorMessage(error));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [NOTIFICATIONS] }),
  });
}
