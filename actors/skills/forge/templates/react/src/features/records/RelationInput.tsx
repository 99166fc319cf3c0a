/** Chooses the records that a relation points at: one from a list, or any number by ticking. */
import { useDeferredValue, useState } from 'react';
import { idText } from '../../schema/ids';
import type { RecordRef, RelationSpec } from '../../schema/entity';
import { Field, FieldNotes, useFieldId } from '../../ui/Field';
import { useOptions } from './useOptions';
import type { FormValue } from './values';

type RelationInputProps = {
  relation: RelationSpec;
  value: FormValue | undefined;
  error: string | undefined;
  /** What is chosen already, which need not be among the options that were loaded. */
  current: readonly RecordRef[];
  /** A record cannot be chosen for itself. */
  exclude: string | undefined;
  onChange: (value: FormValue) => void;
};

export function RelationInput(props: RelationInputProps) {
  const [search, setSearch] = useState('');
  const q = useDeferredValue(search.trim());
  const { options, loading, more, searchable } = useOptions(props.relation, q);
  const known = new Set(options.map(({ id }) => id));
  const all = [...options, ...props.current.filter(({ id }) => !known.has(id))].filter(
    ({ id }) => idText(id) !== props.exclude,
  );
  const searching = searchable && (more || search !== '');
  const Input = props.relation.kind === 'many_to_many' ? ManyInput : OneInput;
  return (
    <div className="relation">
      {searching && (
        <input
          type="search"
          aria-label={`Search ${props.relation.title}`}
          placeholder={`Search ${props.relation.title}`}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
          }}
        />
      )}
      <Input {...props} options={all} loading={loading} />
    </div>
  );
}

type ChoiceProps = RelationInputProps & { options: readonly RecordRef[]; loading: boolean };

function OneInput({ relation, value, error, options, loading, onChange }: ChoiceProps) {
  const { key, title, required } = relation;
  const nothing = required ? 'Choose…' : 'None';
  return (
    <Field name={key} title={title} required={required} error={error}>
      {(control) => (
        <select
          {...control}
          name={key}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        >
          <option value="">{loading ? 'Loading…' : nothing}</option>
          {options.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function ManyInput({ relation, value, error, options, loading, onChange }: ChoiceProps) {
  const chosen = Array.isArray(value) ? (value as readonly string[]) : [];
  const id = useFieldId(relation.key);
  const toggle = (option: string, on: boolean) => {
    onChange(on ? [...chosen, option] : chosen.filter((other) => other !== option));
  };
  return (
    <fieldset className="field choices" id={id} tabIndex={-1}>
      <legend>
        {relation.title}
        <span className="optional"> (optional)</span>
      </legend>
      <div className="choice-list">
        {options.map((option) => (
          <label key={option.id} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(idText(option.id))}
              onChange={(event) => {
                toggle(idText(option.id), event.target.checked);
              }}
            />
            {option.label}
          </label>
        ))}
        {options.length === 0 && (
          <p className="muted">{loading ? 'Loading…' : 'There is nothing to choose yet.'}</p>
        )}
      </div>
      <FieldNotes id={id} hint={undefined} error={error} />
    </fieldset>
  );
}
