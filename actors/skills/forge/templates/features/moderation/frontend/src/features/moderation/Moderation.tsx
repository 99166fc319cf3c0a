/** What waits for a decision, by kind; kind, state and page are in the address. */
import { useSearchParams } from 'react-router-dom';
import { useAuth } from '../../auth/AuthContext';
import { RequireRule } from '../../auth/guards';
import type { QueueState } from './api';
import './moderation.css';
import { Queue } from './Queue';
import { moderatedBy, moderators } from './rules';

export default function Moderation() {
  return (
    <RequireRule rule={moderators}>
      <Kinds />
    </RequireRule>
  );
}

const states: Readonly<Record<QueueState, string>> = { open: 'To decide', rejected: 'Rejected' };

function Kinds() {
  const { user } = useAuth();
  const [params, setParams] = useSearchParams();
  const kinds = moderatedBy(user);
  const entity = kinds.find(({ key }) => key === params.get('kind')) ?? kinds[0];
  const state: QueueState = params.get('state') === 'rejected' ? 'rejected' : 'open';
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1);
  if (!entity) return null;
  const choose = (name: string, value: string) => {
    setParams({ kind: entity.key, state, [name]: value });
  };
  return (
    <section className="stack" aria-labelledby="page-title">
      <title>Moderation</title>
      <h1 id="page-title">Moderation</h1>
      <div className="filters">
        {kinds.length > 1 && (
          <label className="filter">
            <span>Records</span>
            <select
              value={entity.key}
              onChange={(event) => {
                choose('kind', event.target.value);
              }}
            >
              {kinds.map(({ key, titlePlural }) => (
                <option key={key} value={key}>
                  {titlePlural}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="filter">
          <span>Show</span>
          <select
            value={state}
            onChange={(event) => {
              choose('state', event.target.value);
            }}
          >
            {Object.entries(states).map(([value, title]) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Queue key={`${entity.key} ${state} ${page}`} entity={entity} state={state} page={page} />
    </section>
  );
}
