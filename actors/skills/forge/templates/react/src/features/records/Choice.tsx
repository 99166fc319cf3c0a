/** A part of a list chosen by the value of one of its filters. */
import type { ListState } from './useListState';

export type Option = { readonly value: string; readonly label: string };

type ChoiceProps = {
  title: string;
  name: string;
  options: readonly Option[];
  state: ListState;
  /** What the first choice, which narrows nothing, is called. */
  all?: string;
};

export function Choice({ title, name, options, state, all = 'All' }: ChoiceProps) {
  return (
    <label className="filter">
      <span>{title}</span>
      <select
        value={state.param(name)}
        onChange={(event) => {
          state.setParam(name, event.target.value);
        }}
      >
        <option value="">{all}</option>
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
