/** The way to the queue, for moderators, with how much is in it. */
import { useQuery } from '@tanstack/react-query';
import { NavLink } from 'react-router-dom';
import { useAuth } from '../../auth/AuthContext';
import { mayEver } from '../../auth/rules';
import { getCounts } from './api';
import { moderators } from './rules';

export function ModerationLink() {
  const { user } = useAuth();
  if (!user || !mayEver(moderators, user)) return null;
  return (
    <NavLink to="/moderation">
      Moderation
      <OpenCount />
    </NavLink>
  );
}

function OpenCount() {
  const counts = useQuery({ queryKey: ['moderation', 'counts'], queryFn: getCounts });
  const open = counts.data?.reduce((sum, it) => sum + it.open, 0) ?? 0;
  if (open === 0) return null;
  return (
    <>
      {' '}
      <span className="badge badge-0">{open}</span>
      <span className="visually-hidden"> open</span>
    </>
  );
}
