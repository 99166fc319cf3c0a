/** A list's page, search, sort and filters, kept in the address so that it can be shared and gone back to. */
import { useSearchParams } from 'react-router-dom';
import type { ListQuery } from '../../api/pages';
import type { EntityModel } from '../../schema/entity';

export type ListState = {
  readonly query: ListQuery & { readonly page: number };
  /** What narrows the list, beside its page and order. */
  readonly narrowed: boolean;
  readonly param: (name: string) => string;
  /** Changes a part; the list starts over at its first page. */
  readonly setParam: (name: string, value: string) => void;
  readonly clear: () => void;
};

export function useListState(entity: EntityModel): ListState {
  const [params, setParams] = useSearchParams();
  const filters: Record<string, string> = {};
  for (const name of filterNames(entity)) {
    const value = params.get(name);
    if (value) filters[name] = value;
  }
  const q = params.get('q') ?? '';
  const sort = params.get('sort') ?? '';

  return {
    query: {
      page: Math.max(1, Math.trunc(Number(params.get('page'))) || 1),
      ...(q !== '' && { q }),
      ...(sort !== '' && { sort }),
      filters,
    },
    narrowed: q !== '' || Object.keys(filters).length > 0,
    param: (name) => params.get(name) ?? '',
    setParam: (name, value) => {
      setParams((known) => withParam(known, name, value));
    },
    clear: () => {
      setParams(new URLSearchParams());
    },
  };
}

function withParam(known: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(known);
  next.delete('page');
  if (value === '') next.delete(name);
  else next.set(name, value);
  return next;
}

function filterNames(entity: EntityModel): readonly string[] {
  const relations = entity.relations.filter((relation) => relation.kind !== 'many_to_many');
  const enums = entity.fields.filter((field) => field.kind === 'enum');
  const workflow = entity.workflow ? [entity.workflow.field] : [];
<% if on.tags %>
  const tag = entity.parent === undefined ? ['tag'] : [];
  const keys = relations.map(({ key }) => key);
  return [...keys, ...enums.map(({ name }) => name), ...workflow, ...tag];
<% else %>
  return [...relations.map(({ key }) => key), ...enums.map(({ name }) => name), ...workflow];
<% endif %>
}
