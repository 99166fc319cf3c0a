/** A page that only says something: not found, not allowed. */
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';

export function StatusPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="status-page">
      <title>{title}</title>
      <h1>{title}</h1>
      <p className="muted">{children}</p>
      <Link className="button" to="/">
        Back to the start
      </Link>
    </section>
  );
}
