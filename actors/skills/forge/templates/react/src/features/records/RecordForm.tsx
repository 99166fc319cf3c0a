/** The form for a record of any kind, made from what the entity says of its fields and relations. */
import { idText } from '../../schema/ids';
import type { EntityModel, RecordData } from '../../schema/entity';
import { references } from '../../schema/format';
import { ErrorSummary } from '../../ui/ErrorSummary';
import { FormScope } from '../../ui/Field';
import { useForm } from '../../ui/useForm';
import { FieldInputs } from './FieldInputs';
import { RelationInput } from './RelationInput';
import { validate } from './validate';
import { chosenRelations, formValues, type FormValues } from './values';

type RecordFormProps = {
  entity: EntityModel;
  /** The record that is edited; none when one is made. */
  record?: RecordData | undefined;
  /** A relation that is settled by where the form stands, and is not asked for. */
  fixed?: Readonly<Record<string, string>>;
  submitLabel: string;
  onSubmit: (after: FormValues, before: FormValues) => Promise<void>;
  onCancel?: () => void;
  /** Empties the form when it was sent, for the next one. */
  again?: boolean;
  /** What tells it from other forms on the page. */
  scope?: string;
};

const NOTHING_FIXED = {};

export function RecordForm(props: RecordFormProps) {
  const {
    entity,
    record,
    fixed = NOTHING_FIXED,
    submitLabel,
    onSubmit,
    onCancel,
    again,
    scope = '',
  } = props;
  const initial = { ...formValues(entity, record), ...fixed };
  const relations = chosenRelations(entity).filter(({ key }) => !(key in fixed));
  const form = useForm<FormValues>({
    initial,
    validate: (values) => validate(entity, values),
    submit: async (values) => {
      await onSubmit(values, initial);
      if (again) form.reset();
    },
  });
  const titles = Object.fromEntries([
    ...entity.fields.map(({ name, title }) => [name, title] as const),
    ...relations.map(({ key, title }) => [key, title] as const),
  ]);

  return (
    <FormScope.Provider value={scope}>
      <form className="form" noValidate onSubmit={form.onSubmit} aria-label={entity.title}>
        <ErrorSummary
          message={form.message}
          errors={form.errors}
          titles={titles}
          attempt={form.attempt}
        />
<% if on.rich_text %>
        <FieldInputs fields={entity.fields} form={form} formatted />
<% else %>
        <FieldInputs fields={entity.fields} form={form} />
<% endif %>
        {relations.map((relation) => (
          <RelationInput
            key={relation.key}
            relation={relation}
            value={form.values[relation.key]}
            error={form.errors[relation.key]}
            current={references(record?.[relation.name])}
            exclude={relation.target === entity.key && record ? idText(record.id) : undefined}
            onChange={(value) => {
              form.set(relation.key, value);
            }}
          />
        ))}
        <div className="actions">
          <button type="submit" className="button button-primary" disabled={form.busy}>
            {form.busy ? 'Saving…' : submitLabel}
          </button>
          {onCancel && (
            <button type="button" className="button" onClick={onCancel}>
              Cancel
            </button>
          )}
        </div>
      </form>
    </FormScope.Provider>
  );
}
