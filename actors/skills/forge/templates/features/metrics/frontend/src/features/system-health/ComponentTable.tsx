/** The parts that the product needs, each with its state and why. */
import { humanize } from '../../schema/format';
import { Table } from '../../ui/Table';
import { StateMark } from './StateMark';
import type { HealthComponent } from './api';
import { formatDuration } from './figures';

const titles = ['Component', 'State', 'What was found', 'Took'];

export function ComponentTable({ components }: { components: readonly HealthComponent[] }) {
  return (
    <Table caption="Components" titles={titles}>
      {components.map(({ name, state, reason, latency_ms }) => (
        <tr key={name}>
          <th scope="row" data-title="Component">
            {humanize(name)}
          </th>
          <td data-title="State">
            <StateMark state={state} />
          </td>
          <td data-title="What was found">{reason}</td>
          <td data-title="Took">{formatDuration(latency_ms)}</td>
        </tr>
      ))}
    </Table>
  );
}
