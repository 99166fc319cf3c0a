/** Confirms an address, for whoever has the link. A click does it: programs that only look at links do not. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { errorMessage } from '../../api/errors';
import { StatusPage } from '../../ui/StatusPage';
import { confirmVerification } from './api';
import { useToken } from './useToken';

export function VerifyPage() {
  const token = useToken();
  const queries = useQueryClient();
  const confirming = useMutation({
    mutationFn: () => confirmVerification(token),
    onSuccess: () => queries.invalidateQueries(),
  });
  if (token === '') {
    return <StatusPage title="This link is not whole">Open it from the e-mail again.</StatusPage>;
  }
  if (confirming.isSuccess) {
    return <StatusPage title="Your address is confirmed">Thank you.</StatusPage>;
  }
  return (
    <section className="narrow stack">
      <title>Confirm your address</title>
      <h1>Confirm your address</h1>
      {confirming.isError && <p role="alert">{errorMessage(confirming.error)}</p>}
      <button
        type="button"
        className="button button-primary button-start"
        disabled={confirming.isPending}
        onClick={() => {
          confirming.mutate();
        }}
      >
        Confirm
      </button>
    </section>
  );
}
