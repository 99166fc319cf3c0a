/** Makes an API key: a name to know it by, what it may do, how long it is good. */
import { useQueryClient } from '@tanstack/react-query';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { Field } from '../../ui/Field';
import { useForm } from '../../ui/useForm';
import { makeKey, type KeyScope, type MadeKey } from './api';

const titles = { name: 'Name of the key', scope: 'It may', days: 'It is good for' };
const initial = { name: '', scope: 'read', days: '90' };

export function KeyForm({ onMade }: { onMade: (made: MadeKey) => void }) {
  const queries = useQueryClient();
  const form = useForm({
    initial,
    validate: ({ name }): Record<string, string> =>
      name.trim() === '' ? { name: 'Fill this in' } : {},
    submit: async ({ name, scope, days }) => {
      const limit = days === '' ? null : Number(days);
      onMade(await makeKey(name.trim(), scope as KeyScope, limit));
      form.reset();
      await queries.invalidateQueries({ queryKey: ['api-keys'] });
    },
  });
  return (
    <form className="form" noValidate onSubmit={form.onSubmit} aria-label="New API key">
      <ErrorSummary {...form} titles={titles} />
      <Field name="name" title={titles.name} error={form.errors.name} required>
        {(control) => (
          <input
            {...control}
            value={form.values.name}
            onChange={(event) => {
              form.set('name', event.target.value);
            }}
          />
        )}
      </Field>
      <Field name="scope" title={titles.scope} error={form.errors.scope} required>
        {(control) => (
          <select
            {...control}
            value={form.values.scope}
            onChange={(event) => {
              form.set('scope', event.target.value);
            }}
          >
            <option value="read">Read</option>
            <option value="write">Read and write</option>
          </select>
        )}
      </Field>
      <Field name="days" title={titles.days} error={form.errors.days} required>
        {(control) => (
          <select
            {...control}
            value={form.values.days}
            onChange={(event) => {
              form.set('days', event.target.value);
            }}
          >
            <option value="30">30 days</option>
            <option value="90">90 days</option>
            <option value="365">A year</option>
            <option value="">Until it is revoked</option>
          </select>
        )}
      </Field>
      <button type="submit" className="button button-primary" disabled={form.busy}>
        Make a key
      </button>
    </form>
  );
}
