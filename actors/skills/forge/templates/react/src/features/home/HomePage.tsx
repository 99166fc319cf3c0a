/** The first page: what the product is for a visitor, what is new for somebody who is signed in. */
import { Link } from 'react-router-dom';
import { useAuth } from '../../auth/AuthContext';
import { mayEver } from '../../auth/rules';
import { product } from '../../config';
import { allEntities } from '../../entities';
<% if on.feature_flags %>
import { useOpenKinds } from '../feature-flags/useFlag';
<% endif %>
import { PageSkeleton } from '../../ui/Skeleton';
import { LatestRecords } from './LatestRecords';
import { richestFirst } from './order';

export function HomePage() {
  const { state, user } = useAuth();
  if (state.status === 'loading') return <PageSkeleton />;
  const shown = richestFirst(allEntities).filter(
    ({ inNavigation, rules }) => inNavigation && mayEver(rules.list, user),
  );
  return (
    <div className="stack stack-wide">
      <title>{product.title}</title>
      <section className="hero">
        <h1>{user ? `Welcome back, ${user.display_name}` : product.title}</h1>
        <p className="lead">{product.summary}</p>
        {user ? <Shortcuts /> : <Invitation browse={shown[0]?.key} />}
      </section>
      {shown.map((entity) => (
        <LatestRecords key={entity.key} entity={entity} />
      ))}
      {shown.length === 0 && <Kinds />}
    </div>
  );
}

function Invitation({ browse }: { browse: string | undefined }) {
  return (
    <div className="actions">
      <Link className="button button-primary button-large" to="/register">
        Create an account
      </Link>
      <Link className="button button-large" to={browse === undefined ? '/login' : `/${browse}`}>
        {browse === undefined ? 'I have an account' : 'Look around'}
      </Link>
    </div>
  );
}

function Shortcuts() {
  const { user } = useAuth();
<% if on.feature_flags %>
  const isOpen = useOpenKinds();
  const open = richestFirst(allEntities).filter(
    (entity) => entity.inNavigation && mayEver(entity.rules.create, user) && isOpen(entity),
  );
<% else %>
  const open = richestFirst(allEntities).filter(
    ({ inNavigation, rules }) => inNavigation && mayEver(rules.create, user),
  );
<% endif %>
  return (
    <div className="actions">
      {open.map(({ key, title }, index) => (
        <Link
          key={key}
          className={index === 0 ? 'button button-primary button-large' : 'button button-large'}
          to={`/${key}/new`}
        >
          New {title.toLowerCase()}
        </Link>
      ))}
    </div>
  );
}

/** Where a visitor may see no records, the kinds there are tell what the product does. */
function Kinds() {
  return (
    <ul className="cards cards-grid">
      {allEntities.map(({ key, titlePlural }) => (
        <li key={key} className="card">
          <h2 className="card-title">{titlePlural}</h2>
          <p className="muted">Log in to see and work with {titlePlural.toLowerCase()}.</p>
        </li>
      ))}
    </ul>
  );
}
