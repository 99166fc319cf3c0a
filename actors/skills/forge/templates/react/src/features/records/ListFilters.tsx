/** Search, filters and order of a list. */
import { useState, type SyntheticEvent } from 'react';
<% if "listFilters" in places %>
import { listFilters } from '../../app/places';
<% endif %>
import { idText } from '../../schema/ids';
import type { EntityModel, RelationSpec } from '../../schema/entity';
import { humanize } from '../../schema/format';
import { Icon } from '../../ui/Icon';
import { Choice, type Option } from './Choice';
import { useOptions } from './useOptions';
import type { ListState } from './useListState';

type FilterProps = { entity: EntityModel; state: ListState };

export function ListFilters({ entity, state }: FilterProps) {
  const closed = entity.fields.filter(({ kind }) => kind === 'enum');
  const relations = entity.relations.filter(({ kind }) => kind !== 'many_to_many');
  return (
    <div className="filters" role="search" aria-label={`Narrow ${entity.titlePlural}`}>
      {/* Remounted when the address changes by other means, such as going back. */}
      {entity.searchable && <SearchBox key={state.param('q')} entity={entity} state={state} />}
      {entity.workflow && (
        <Choice
          title={entity.workflow.title}
          options={entity.workflow.states.map(asOption)}
          name={entity.workflow.field}
          state={state}
        />
      )}
      {closed.map(({ name, title, values = [] }) => (
        <Choice key={name} title={title} options={values.map(asOption)} name={name} state={state} />
      ))}
      {relations.map((relation) => (
        <RelationChoice key={relation.key} relation={relation} state={state} />
      ))}
<% if "listFilters" in places %>
      {listFilters.map((Filter, index) => (
        <Filter key={index} entity={entity} state={state} />
      ))}
<% endif %>
      <SortChoice entity={entity} state={state} />
    </div>
  );
}

function SearchBox({ entity, state }: FilterProps) {
  const [text, setText] = useState(state.param('q'));
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    state.setParam('q', text.trim());
  };
  return (
    <form className="search" onSubmit={onSubmit}>
      <Icon name="search" />
      <input
        type="search"
        aria-label={`Search ${entity.titlePlural}`}
        placeholder={`Search ${entity.titlePlural.toLowerCase()}`}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      <button type="submit" className="button">
        Search
      </button>
    </form>
  );
}

function asOption(value: string): Option {
  return { value, label: humanize(value) };
}

function RelationChoice({ relation, state }: { relation: RelationSpec; state: ListState }) {
  const { options } = useOptions(relation);
  if (options.length === 0) return null;
  const choices = options.map(({ id, label }) => ({ value: idText(id), label }));
  return <Choice title={relation.title} options={choices} name={relation.key} state={state} />;
}

function SortChoice({ entity, state }: FilterProps) {
  const options = entity.sorts.flatMap((name) => [
    { value: name, label: `${humanize(name)}, ascending` },
    { value: `-${name}`, label: `${humanize(name)}, descending` },
  ]);
  return <Choice title="Sort by" options={options} name="sort" state={state} all="Newest first" />;
}
