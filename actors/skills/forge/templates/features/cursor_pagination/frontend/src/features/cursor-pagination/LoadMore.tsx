/** The end of a list that goes on: a button that loads the next part, and says how many came. */
import { useEffect, useRef, useState } from 'react';
import { ApiError, errorMessage } from '../../api/errors';
import type { EntityModel } from '../../schema/entity';
import type { MoreRecords } from './useMoreRecords';

type LoadMoreProps = { entity: EntityModel; records: MoreRecords };

export function LoadMore({ entity, records }: LoadMoreProps) {
  const [said, setSaid] = useState('');
  const end = useRef<HTMLParagraphElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error } = records;
  const isOver = !hasNextPage && said !== '';

  useEffect(() => {
    // The button that had the focus is gone.
    if (isOver) end.current?.focus();
  }, [isOver]);

  const load = async () => {
    if (isFetchingNextPage) return;
    const before = records.data?.length ?? 0;
    // A cursor that is no longer good is no use a second time: the list is begun anew.
    const next = isRefused(error) ? records.refetch() : records.fetchNextPage();
    const { data, isSuccess } = await next;
    const now = data?.length ?? before;
    setSaid(isSuccess ? `${now - before} more, ${countOf(now, entity)} shown` : '');
  };

  return (
    <div className="load-more">
      <p className="visually-hidden" aria-live="polite">
        {said}
      </p>
      {isFetchNextPageError && <p role="alert">{errorMessage(error)}</p>}
      {hasNextPage && (
        <button
          type="button"
          className="button"
          aria-disabled={isFetchingNextPage}
          onClick={() => void load()}
        >
          {label(isFetchingNextPage, isFetchNextPageError)}
        </button>
      )}
      {isOver && (
        <p ref={end} className="muted" tabIndex={-1}>
          That is all
        </p>
      )}
    </div>
  );
}

function label(isLoading: boolean, hasFailed: boolean): string {
  if (isLoading) return 'Loading…';
  return hasFailed ? 'Try again' : 'Load more';
}

function isRefused(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'validation_failed';
}

function countOf(count: number, entity: EntityModel): string {
  const name = count === 1 ? entity.title : entity.titlePlural;
  return `${count} ${name.toLowerCase()}`;
}
