/** One page of the queue: looked at, chosen, decided on, with the mouse or with keys. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { errorMessage } from '../../api/errors';
import { pageCount } from '../../api/pages';
import { idText } from '../../schema/ids';
import type { EntityModel } from '../../schema/entity';
import { Pagination } from '../../ui/Pagination';
import { ListSkeleton } from '../../ui/Skeleton';
import { EmptyState, ErrorState } from '../../ui/states';
import { useToast } from '../../ui/toasts';
import { approve, listQueued, reject, type Decided, type Queued, type QueueState } from './api';
import { QueueItem } from './QueueItem';
import { RejectDialog } from './RejectDialog';
import { focusItem, useShortcuts } from './useShortcuts';

type QueueProps = { entity: EntityModel; state: QueueState; page: number };

export function Queue({ entity, state, page }: QueueProps) {
  const queue = useQuery({
    queryKey: [entity.key, 'moderation', state, page],
    queryFn: () => listQueued(entity, state, page),
  });
  if (queue.isPending) return <ListSkeleton label="Loading what is waiting" />;
  if (queue.isError) {
    return <ErrorState error={queue.error} onRetry={() => void queue.refetch()} />;
  }
  if (queue.data.items.length === 0) {
    const title = state === 'open' ? 'Nothing is waiting for you' : 'Nothing was rejected';
    return (
      <>
        <EmptyState title={title} />
        <Pagination page={page} pages={pageCount(queue.data)} />
      </>
    );
  }
  return (
    <>
      <Decisions entity={entity} state={state} items={queue.data.items} />
      <Pagination page={page} pages={pageCount(queue.data)} />
    </>
  );
}

type DecisionsProps = { entity: EntityModel; state: QueueState; items: readonly Queued[] };

function Decisions({ entity, state, items }: DecisionsProps) {
  const list = useRef<HTMLUListElement>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [rejecting, setRejecting] = useState<readonly Queued[] | null>(null);
  const decide = useDecision(entity, list, items);
  const keyOf = ({ record }: Queued) => idText(record.id);
  const several = items.filter((it) => chosen.has(keyOf(it)));

  const toggle = (queued: Queued) => {
    const next = new Set(chosen);
    if (!next.delete(keyOf(queued))) next.add(keyOf(queued));
    setChosen(next);
  };
  const run = (queued: readonly Queued[], reason: string | null) => {
    setRejecting(null);
    setChosen(new Set());
    decide.mutate({ queued, reason });
  };

  useShortcuts(list, {
    a: (at) => {
      run(pick(items, several, at), null);
    },
    r: (at) => {
      if (state === 'open') setRejecting(pick(items, several, at));
    },
    x: (at) => {
      const queued = items[at];
      if (queued) toggle(queued);
    },
  });

  return (
    <>
      <p className="muted moderation-keys">
        In the list: <kbd>J</kbd> and <kbd>K</kbd> go down and up, <kbd>X</kbd> selects,{' '}
        <kbd>A</kbd> approves
        {state === 'open' && (
          <>
            , <kbd>R</kbd> rejects
          </>
        )}
        .
      </p>
      <div className="actions moderation-bulk" role="group" aria-label="All that are selected">
        <span className="muted" aria-live="polite">
          {several.length} selected
        </span>
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            setChosen(several.length === items.length ? new Set() : new Set(items.map(keyOf)));
          }}
        >
          {several.length === items.length ? 'Select none' : 'Select all'}
        </button>
        <button
          type="button"
          className="button button-small"
          disabled={several.length === 0 || decide.isPending}
          onClick={() => {
            run(several, null);
          }}
        >
          Approve selected
        </button>
        {state === 'open' && (
          <button
            type="button"
            className="button button-small button-quiet-danger"
            disabled={several.length === 0 || decide.isPending}
            onClick={() => {
              setRejecting(several);
            }}
          >
            Reject selected
          </button>
        )}
      </div>
      <ul className="thread" ref={list} aria-label={`${entity.titlePlural} to decide on`}>
        {items.map((queued, at) => (
          <QueueItem
            key={keyOf(queued)}
            entity={entity}
            queued={queued}
            at={at}
            chosen={chosen.has(keyOf(queued))}
            busy={decide.isPending}
            onToggle={() => {
              toggle(queued);
            }}
            onApprove={() => {
              run([queued], null);
            }}
            onReject={
              state === 'open'
                ? () => {
                    setRejecting([queued]);
                  }
                : undefined
            }
          />
        ))}
      </ul>
      {rejecting && (
        <RejectDialog
          title={`Reject ${named(entity, rejecting.length)}?`}
          busy={decide.isPending}
          onReject={(reason) => {
            run(rejecting, reason);
          }}
          onCancel={() => {
            setRejecting(null);
          }}
        />
      )}
    </>
  );
}

/** The keys decide on all that are selected, or on the one that has the focus. */
function pick(items: readonly Queued[], several: readonly Queued[], at: number) {
  return several.length > 0 ? several : items.slice(at, at + 1);
}

type Decision = { queued: readonly Queued[]; reason: string | null };

function useDecision(
  entity: EntityModel,
  list: React.RefObject<HTMLUListElement | null>,
  items: readonly Queued[],
) {
  const queries = useQueryClient();
  const notify = useToast();
  const next = useRef<number | null>(null);

  // What was decided on is gone from the list: the focus goes to what has come into its place.
  useEffect(() => {
    if (next.current !== null) focusItem(list.current, Math.min(next.current, items.length - 1));
    next.current = null;
  }, [items, list]);

  return useMutation({
    mutationFn: ({ queued, reason }: Decision) =>
      reason === null ? approve(entity, queued) : reject(entity, queued, reason),
    onSuccess: async (decided, { queued, reason }) => {
      next.current = queued[0] ? items.indexOf(queued[0]) : null;
<% if on.i18n %>
      notify(told(entity, decided, reason === null));
<% else %>
      notify(told(entity, decided, reason === null ? 'approved' : 'rejected'));
<% endif %>
      await queries.invalidateQueries();
    },
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
}

<% if on.i18n %>
function told(entity: EntityModel, { done, missed }: Decided, isApproved: boolean): string {
  const values = { named: named(entity, done) };
  const all = isApproved
    ? t('moderation.approved', values)
    : t('moderation.rejected2', values);
<% else %>
function told(entity: EntityModel, { done, missed }: Decided, what: string): string {
  const all = `${named(entity, done)} ${what}`;
<% endif %>
  if (missed.length === 0) return all;
  return `${all}. ${named(entity, missed.length)} changed meanwhile: look again.`;
}

function named({ title, titlePlural }: EntityModel, count: number): string {
  return `${count} ${(count === 1 ? title : titlePlural).toLowerCase()}`;
}
