/** What stands in a list's place when there is nothing to list, or nothing came. */
import type { ReactNode } from 'react';
import { ApiError, errorMessage } from '../api/errors';
<% if on.rate_limits %>
import { RetryButton } from '../features/rate-limits/RetryButton';
<% endif %>
import { Icon } from './Icon';

export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name="inbox" />
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

type ErrorStateProps = {
  error: unknown;
  onRetry: () => void;
  /** One record was asked for, not a list. */
  record?: boolean;
};

export function ErrorState({ error, onRetry, record = false }: ErrorStateProps) {
  const missing = record && isMissing(error);
  return (
    <div className="empty" role="alert">
      <Icon name="alert" />
      <p className="empty-title">{missing ? 'This record does not exist' : 'This did not load'}</p>
      <p className="muted">
        {missing ? 'It may have been deleted, or you may not see it.' : errorMessage(error)}
      </p>
<% if on.rate_limits %>
      {!missing && <RetryButton error={error} onRetry={onRetry} />}
<% else %>
      {!missing && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
<% endif %>
    </div>
  );
}

/** An address can hold what is no id at all: the server calls that invalid, not missing. */
<% if on.live_updates %>export <% endif %>function isMissing(error: unknown): boolean {
  return error instanceof ApiError && ['not_found', 'validation_failed'].includes(error.code);
}
