/** Narrows a list to the records that have a tag. */
import type { EntityModel } from '../../schema/entity';
import { Choice } from '../records/Choice';
import type { ListState } from '../records/useListState';
import { useTags } from './useTags';

export function TagFilter({ entity, state }: { entity: EntityModel; state: ListState }) {
  const options = useTags(entity).map(({ name, count }) => ({
    value: name,
    label: `${name} (${count})`,
  }));
  const chosen = state.param('tag');
  // A tag in the address may be a rare one, or written in another way.
  if (chosen !== '' && !options.some(({ value }) => value === chosen)) {
    options.push({ value: chosen, label: chosen });
  }
  if (options.length === 0) return null;
  return <Choice title="Tag" name="tag" options={options} state={state} />;
}
