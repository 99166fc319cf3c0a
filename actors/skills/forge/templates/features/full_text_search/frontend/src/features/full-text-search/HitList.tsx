/** What was found, one after another, each a way to its page. */
import { Link } from 'react-router-dom';
import { formatDate } from '../../schema/format';
import { entityOf, pathOf, type Hit } from './api';
import { Marked } from './Marked';

export function HitList({ hits }: { hits: readonly Hit[] }) {
  return (
    <ul className="card hits">
      {hits.map((hit) => (
        <li key={hit.id} className="hit">
          <Link className="hit-title" to={pathOf(hit)}>
            <Title hit={hit} />
          </Link>
          {hit.snippet.length > 0 && (
            <p className="hit-snippet">
              <Marked parts={hit.snippet} />
            </p>
          )}
          <time className="hint" dateTime={hit.updated_at}>
            {formatDate(hit.updated_at)}
          </time>
        </li>
      ))}
    </ul>
  );
}

function Title({ hit: { kind, title } }: { hit: Hit }) {
  if (title.some(({ text }) => text.trim() !== '')) return <Marked parts={title} />;
  return `${entityOf(kind)?.title ?? 'Record'} without a name`;
}
