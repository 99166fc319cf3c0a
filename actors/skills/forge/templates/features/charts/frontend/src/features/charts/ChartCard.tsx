/** A chart under its title, which can be shown as a table instead. */
import { useId, useState, type ReactNode } from 'react';
import { Table } from '../../ui/Table';

type ChartCardProps = {
  title: string;
  /** Titles of the table's columns; the first is of what the rows are called by. */
  columns: readonly string[];
  rows: readonly (readonly [string, ...string[]])[];
  note?: string;
  children: ReactNode;
};

export function ChartCard({ title, columns, rows, note, children }: ChartCardProps) {
  const [asTable, setAsTable] = useState(false);
  const titleId = useId();
  return (
    <section className="card chart-card" aria-labelledby={titleId}>
      <header className="section-header">
        <h2 id={titleId}>{title}</h2>
        <button
          type="button"
          className="button button-small"
          aria-pressed={asTable}
          aria-describedby={titleId}
          onClick={() => {
            setAsTable(!asTable);
          }}
        >
          Show as table
        </button>
      </header>
      {asTable ? (
        <Table caption={title} titles={columns}>
          {rows.map(([name, ...cells]) => (
            <tr key={name}>
              <th scope="row" data-title={columns[0]}>
                {name}
              </th>
              {cells.map((cell, at) => (
                <td key={at} data-title={columns[at + 1]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </Table>
      ) : (
        children
      )}
      {note !== undefined && <p className="muted chart-note">{note}</p>}
    </section>
  );
}
