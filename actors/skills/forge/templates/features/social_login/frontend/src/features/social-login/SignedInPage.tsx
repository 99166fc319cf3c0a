/** Where a provider's way back ends: on to the page that asked for it, or why not. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router-dom';
import { errorMessage } from '../../api/errors';
import { useAuth } from '../../auth/AuthContext';
import { PageSkeleton } from '../../ui/Skeleton';
import { useToast } from '../../ui/toasts';
import { nextPath } from '../account/nextPath';
import { openSession } from './api';
import { problemText, titleOf } from './titles';

export function SignedInPage() {
  const [params] = useSearchParams();
  const problem = params.get('problem');
  const title = titleOf(params.get('provider'));
  if (problem !== null) {
    // Whoever has an account already links the provider there.
    const next = problem === 'address_taken' ? '/account' : nextPath(params);
    return <NotSignedIn reason={problemText(problem, title)} next={next} />;
  }
  if (params.has('linked')) return <Linked title={title} />;
  return <Opening />;
}

function Opening() {
  const { state, setUser } = useAuth();
  const [params] = useSearchParams();
  const [outcome, setOutcome] = useState<'open' | { readonly error: unknown } | null>(null);
  const queries = useQueryClient();
  const begun = useRef(false);

  // Only when it is settled whether there is a session from before: two at once would end each other.
  const settled = state.status === 'ready';
  useEffect(() => {
    if (!settled || begun.current) return;
    begun.current = true;
    openSession().then(
      (user) => {
        // What a visitor saw may be less than what the account may see.
        queries.clear();
        setUser(user);
        setOutcome('open');
      },
      (error: unknown) => {
        setOutcome({ error });
      },
    );
  }, [settled, queries, setUser]);

  if (outcome === null) return <PageSkeleton />;
  if (outcome === 'open') return <Navigate to={nextPath(params)} replace />;
  return <NotSignedIn reason={errorMessage(outcome.error)} next={nextPath(params)} />;
}

function Linked({ title }: { title: string }) {
  const notify = useToast();
  const said = useRef(false);
  useEffect(() => {
    if (said.current) return;
    said.current = true;
    notify(`You can log in with ${title} now`);
  }, [notify, title]);
  return <Navigate to="/account" replace />;
}

function NotSignedIn({ reason, next }: { reason: string; next: string }) {
  return (
    <section className="status-page">
      <title>That did not work</title>
      <h1>That did not work</h1>
      <p className="muted" role="alert">
        {reason}
      </p>
      <Link className="button" to={`/login?next=${encodeURIComponent(next)}`}>
        Continue
      </Link>
    </section>
  );
}
