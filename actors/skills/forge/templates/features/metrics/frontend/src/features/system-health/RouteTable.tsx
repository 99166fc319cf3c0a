/** Routes with how often they were asked for, how often that went wrong, and how long it took. */
import { Table } from '../../ui/Table';
import type { RouteFigures } from './api';
import { formatDuration, formatEstimate, formatShare } from './figures';

const titles = ['Route', 'Requests', 'Server errors', 'Half within', '95 % within'];

type RouteTableProps = {
  caption: string;
  routes: readonly RouteFigures[];
  longest: number;
};

export function RouteTable({ caption, routes, longest }: RouteTableProps) {
  return (
    <section className="stack" aria-label={caption}>
      <h2>{caption}</h2>
      {routes.length === 0 ? (
        <p className="muted">Nobody has asked for anything since the start.</p>
      ) : (
        <Table caption={caption} titles={titles}>
          {routes.map((it) => (
            <tr key={`${it.method} ${it.route}`}>
              <th scope="row" data-title="Route">
                <code>{`${it.method} ${it.route}`}</code>
              </th>
              <td data-title="Requests">{it.requests}</td>
              <td data-title="Server errors">{formatShare(it.error_share)}</td>
              <td data-title="Half within">{formatEstimate(it.p50_ms, longest)}</td>
              <td data-title="95 % within">{formatEstimate(it.p95_ms, longest)}</td>
            </tr>
          ))}
        </Table>
      )}
      <p className="muted">
        Times are estimated; anything longer than {formatDuration(longest)} counts as that.
      </p>
    </section>
  );
}
