/** Gives a record a tag, with those that others have as suggestions. */
import { useQueryClient } from '@tanstack/react-query';
import type { EntityModel, RecordData } from '../../schema/entity';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { Field } from '../../ui/Field';
import { useForm } from '../../ui/useForm';
import { addTag } from './api';
import { useTags } from './useTags';

const LENGTH_MAX = 40;
const titles = { name: 'Tag' };

export function TagForm({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const queries = useQueryClient();
  const known = useTags(entity);
  const form = useForm({
    initial: { name: '' },
    validate: ({ name }): Record<string, string> =>
      name.trim() === '' ? { name: 'Fill this in' } : {},
    submit: async ({ name }) => {
      await addTag(entity, record.id, name.trim());
      form.reset();
      await queries.invalidateQueries();
    },
  });
  return (
    <form className="form" noValidate onSubmit={form.onSubmit} aria-label="New tag">
      <ErrorSummary {...form} titles={titles} />
      <Field name="new-tag" title={titles.name} error={form.errors.name} required>
        {(control) => (
          <input
            {...control}
            list="known-tags"
            autoComplete="off"
            maxLength={LENGTH_MAX}
            value={form.values.name}
            onChange={(event) => {
              form.set('name', event.target.value);
            }}
          />
        )}
      </Field>
      <datalist id="known-tags">
        {known.map(({ id, name }) => (
          <option key={id} value={name} />
        ))}
      </datalist>
      <button type="submit" className="button" disabled={form.busy}>
        Add tag
      </button>
    </form>
  );
}
