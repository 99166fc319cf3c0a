/** Gives a payment back after asking. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorMessage } from '../../api/errors';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toasts';
import { refundPayment, type PaymentRow } from './api';
import { money } from './words';

export function RefundButton({ payment }: { payment: PaymentRow }) {
  const [asking, setAsking] = useState(false);
  const queries = useQueryClient();
  const notify = useToast();
  const sum = money(payment.received ?? payment.amount, payment.currency);
  const refunding = useMutation({
    mutationFn: () => refundPayment(payment.id),
    onSuccess: async ({ state }) => {
      notify(state === 'refunded' ? `${sum} is given back` : `${sum} is on its way back`);
      await queries.invalidateQueries();
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  return (
    <>
      <button
        type="button"
        className="button button-small button-quiet-danger"
        aria-label={`Refund ${payment.about}`}
        disabled={refunding.isPending}
        onClick={() => {
          setAsking(true);
        }}
      >
        {payment.refund_asked_at === null ? 'Refund' : 'Refund again'}
      </button>
      {asking && (
        <ConfirmDialog
          title="Give this payment back?"
          confirmLabel={`Refund ${sum}`}
          busy={refunding.isPending}
          onConfirm={() => {
            setAsking(false);
            refunding.mutate();
          }}
          onCancel={() => {
            setAsking(false);
          }}
        >
          <p>All of it goes back to {payment.payer ?? 'whoever paid'}. This cannot be undone.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
