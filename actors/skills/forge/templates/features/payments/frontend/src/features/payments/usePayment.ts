/** Starting to pay for a record: the browser leaves for the page that the server names. */
import { useMutation } from '@tanstack/react-query';
import { errorMessage } from '../../api/errors';
import type { EntityModel, RecordData } from '../../schema/entity';
import { useToast } from '../../ui/toasts';
import { isCheckoutUrl, startPayment } from './api';
import { leaveFor } from './leave';

export function useStartPayment(entity: EntityModel, record: RecordData) {
  const notify = useToast();
  return useMutation({
    mutationFn: async () => {
      const { url } = await startPayment(entity, record.id);
      if (!isCheckoutUrl(url)) throw new Error(`not a page to pay on: ${url}`);
      return url;
    },
    onSuccess: (url) => {
      leaveFor(url);
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
}
