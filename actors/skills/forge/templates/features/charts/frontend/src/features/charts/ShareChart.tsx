/** How many records have each value: a bar for each, with its name, number and share beside it. */
import { percent, spokenNumber } from './scale';

export type Part = { readonly name: string; readonly count: number };

export function ShareChart({ title, parts }: { title: string; parts: readonly Part[] }) {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  return (
    <ul className="share-chart" aria-label={title}>
      {parts.map(({ name, count }) => (
        <li key={name}>
          <span className="share-name">{name}</span>
          <span className="share-count">
            <strong>{spokenNumber(count)}</strong> {percent(count, total)}
          </span>
          <svg
            className="share-bar"
            viewBox="0 0 100 8"
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            <rect className="chart-track" width={100} height={8} />
            <rect className="chart-bar" width={(count / Math.max(1, total)) * 100} height={8} />
          </svg>
        </li>
      ))}
    </ul>
  );
}
