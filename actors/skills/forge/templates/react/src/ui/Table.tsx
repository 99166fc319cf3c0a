/** A table under the titles of its columns; where there is little room, each cell shows its own. */
import type { ReactNode } from 'react';

type TableProps = {
  /** For screen readers: what the rows are. */
  caption: string;
  titles: readonly string[];
  /** The rows; each cell says its column's title in `data-title`. */
  children: ReactNode;
};

export function Table({ caption, titles, children }: TableProps) {
  return (
    <div className="table-wrap card">
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {titles.map((title, index) => (
              <th key={index} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
