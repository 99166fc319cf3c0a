/** Turns off e-mails, for whoever has the link of one. A click does it: programs that only look at links do not. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router-dom';
import { ApiError, errorMessage } from '../../api/errors';
import { StatusPage } from '../../ui/StatusPage';
import { NOTIFICATIONS, turnOffMail } from './api';

export function UnsubscribePage() {
  // After `#`, where no server and no other site sees it.
  const { hash } = useLocation();
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? '';
  const queries = useQueryClient();
  const turning = useMutation({
    mutationFn: () => turnOffMail(token),
    onSuccess: () => queries.invalidateQueries({ queryKey: [NOTIFICATIONS] }),
  });
  if (token === '') {
    return <StatusPage title="This link is not whole">Open it from the e-mail again.</StatusPage>;
  }
  if (turning.isSuccess) {
    return (
      <StatusPage title="E-mails are off">
        Notifications wait for you in the product. You can turn e-mails on again on your account
        page.
      </StatusPage>
    );
  }
  return (
    <section className="narrow stack">
      <title>Turn off e-mails</title>
      <h1>Turn off e-mails</h1>
      <p>You will be told of what concerns you in the product alone.</p>
      {turning.isError && (
        <p role="alert">
          {why(turning.error)} <Link to="/account#notification-settings">To your account</Link>
        </p>
      )}
      <button
        type="button"
        className="button button-primary button-start"
        disabled={turning.isPending}
        onClick={() => {
          turning.mutate();
        }}
      >
        Turn off
      </button>
    </section>
  );
}

/** What is wrong is with the link, whatever field the server names. */
function why(error: unknown): string {
  return error instanceof ApiError && error.code === 'validation_failed'
    ? 'This link is not good any more.'
    : errorMessage(error);
}
