/** Grey shapes in place of content that is on its way. */

/** Enough to fill a phone's screen. */
const ROWS = 4;

export function ListSkeleton({ label = 'Loading' }: { label?: string }) {
  return (
    <div className="stack" role="status" aria-label={label}>
      {Array.from({ length: ROWS }, (_, row) => (
        <div key={row} className="card skeleton-card" aria-hidden="true">
          <div className="skeleton skeleton-title" />
          <div className="skeleton" />
          <div className="skeleton skeleton-short" />
        </div>
      ))}
    </div>
  );
}

export function PageSkeleton() {
  return (
    <div className="stack" role="status" aria-label="Loading">
      <div className="skeleton skeleton-heading" aria-hidden="true" />
      <div className="skeleton" aria-hidden="true" />
      <div className="skeleton skeleton-short" aria-hidden="true" />
    </div>
  );
}
