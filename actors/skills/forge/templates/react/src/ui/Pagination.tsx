/** Steps through the pages of a list; the page is in the address. */
import { Link, useSearchParams } from 'react-router-dom';

export function Pagination({ page, pages }: { page: number; pages: number }) {
  const [params] = useSearchParams();
  if (pages <= 1) return null;

  const to = (target: number) => {
    const next = new URLSearchParams(params);
    next.set('page', String(target));
    return `?${next.toString()}`;
  };

  return (
    <nav className="pagination" aria-label="Pages">
      <Step to={page > 1 ? to(page - 1) : null}>Previous</Step>
      <span className="muted" aria-current="page">
        Page {page} of {pages}
      </span>
      <Step to={page < pages ? to(page + 1) : null}>Next</Step>
    </nav>
  );
}

function Step({ to, children }: { to: string | null; children: string }) {
  if (to === null) {
    return (
      <span className="button" aria-disabled="true">
        {children}
      </span>
    );
  }
  return (
    <Link className="button" to={to}>
      {children}
    </Link>
  );
}
