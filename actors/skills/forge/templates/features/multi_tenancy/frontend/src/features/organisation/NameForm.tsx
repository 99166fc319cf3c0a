/** Renames the organisation. */
import { useQueryClient } from '@tanstack/react-query';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { useToast } from '../../ui/toasts';
import { useForm } from '../../ui/useForm';
import { TextField } from '../account/TextField';
import { ORGANISATION, renameOrganisation } from './api';

const titles = { name: 'Name of the organisation' };

export function NameForm({ name }: { name: string }) {
  const queries = useQueryClient();
  const notify = useToast();
  const form = useForm({
    initial: { name },
    validate: (values): Record<string, string> =>
      values.name.trim() === '' ? { name: 'Fill this in' } : {},
    submit: async (values) => {
      await renameOrganisation(values.name.trim());
      notify('Name saved');
      await queries.invalidateQueries({ queryKey: [ORGANISATION] });
    },
  });
  return (
    <form className="form card" noValidate onSubmit={form.onSubmit} aria-label="Name">
      <ErrorSummary {...form} titles={titles} />
      <TextField
        name="name"
        title={titles.name}
        autoComplete="organization"
        value={form.values.name}
        error={form.errors.name}
        onChange={(value) => {
          form.set('name', value);
        }}
      />
      <button type="submit" className="button button-primary" disabled={form.busy}>
        Save the name
      </button>
    </form>
  );
}
