/** Saves what the list shows, over all its pages, as a file for spreadsheets. */
import { useMutation } from '@tanstack/react-query';
import { download } from '../../api/client';
import { errorMessage } from '../../api/errors';
import type { ListQuery } from '../../api/pages';
import type { EntityModel } from '../../schema/entity';
import { useToast } from '../../ui/toasts';
import { saveFile } from './saveFile';

export function ExportButton({ entity, query }: { entity: EntityModel; query: ListQuery }) {
  const notify = useToast();
  const { q, sort, filters } = query;
  const exporting = useMutation({
    mutationFn: () => download(`/${entity.key}/export`, { ...filters, q, sort }),
    onSuccess: (file) => {
      saveFile(file, `${entity.key}.csv`);
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  return (
    <button
      type="button"
      className="button"
      disabled={exporting.isPending}
      onClick={() => {
        exporting.mutate();
      }}
    >
      {exporting.isPending ? 'Exporting…' : 'Export'}
    </button>
  );
}
