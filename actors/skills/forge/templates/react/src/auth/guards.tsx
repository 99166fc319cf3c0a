/** Pages that not everybody may see: visitors are sent to log in, others are told. */
import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router-dom';
import { PageSkeleton } from '../ui/Skeleton';
import { StatusPage } from '../ui/StatusPage';
import { useAuth } from './AuthContext';
import { mayEver, type Rule } from './rules';

const SIGNED_IN_ONLY = 'signed-in';
const ADMIN_ONLY: Rule = { anonymous: false, roles: [], ownRoles: [] };

type GuardProps = { rule: Rule | undefined | typeof SIGNED_IN_ONLY; children: ReactNode };

function Guard({ rule, children }: GuardProps) {
  const { state, user } = useAuth();
  const location = useLocation();
  if (state.status === 'loading') return <PageSkeleton />;
  const allowed = rule === SIGNED_IN_ONLY ? user !== null : mayEver(rule, user);
  if (allowed) return children;
  if (!user) {
    const next = encodeURIComponent(`${location.pathname}${location.search}`);
    return <Navigate to={`/login?next=${next}`} replace />;
  }
  return (
    <StatusPage title="Not for your role">
      Your account may not see this page. Ask an administrator if you need it.
    </StatusPage>
  );
}

export function RequireRule({ rule, children }: { rule: Rule | undefined; children: ReactNode }) {
  return <Guard rule={rule}>{children}</Guard>;
}

export function RequireUser({ children }: { children: ReactNode }) {
  return <Guard rule={SIGNED_IN_ONLY}>{children}</Guard>;
}

export function RequireAdmin({ children }: { children: ReactNode }) {
  return <Guard rule={ADMIN_ONLY}>{children}</Guard>;
}
