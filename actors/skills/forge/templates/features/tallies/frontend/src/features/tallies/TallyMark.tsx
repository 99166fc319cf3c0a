/** How many ballots a record has, with a button to cast one and to take it back. */
import { useAuth } from '../../auth/AuthContext';
import { allows } from '../../auth/rules';
import type { EntityModel, RecordData } from '../../schema/entity';
import { recordLabel } from '../../schema/format';
import { usePermissions } from '../records/permissions';
import type { Tally } from './api';
import { ballotsOn, hasBallots, type BallotKind } from './ballots';
import './tallies.css';
import { useTally, useToggle } from './useTally';

type MarkProps = { entity: EntityModel; record: RecordData };
type BallotProps = MarkProps & { ballot: BallotKind; tally: Tally };

export function TallyMark({ entity, record }: MarkProps) {
  return hasBallots(entity) ? <Ballots entity={entity} record={record} /> : null;
}

function Ballots({ entity, record }: MarkProps) {
  const tally = useTally(entity, record.id);
  if (tally === null) return null;
  return ballotsOn(entity).map((ballot) => (
    <span key={ballot.entity.key} className="tally">
      <Count ballot={ballot.entity} count={tally.counts[ballot.entity.key] ?? 0} />
      <Toggle entity={entity} record={record} ballot={ballot} tally={tally} />
    </span>
  ));
}

function Count({ ballot, count }: { ballot: EntityModel; count: number }) {
  const name = count === 1 ? ballot.title : ballot.titlePlural;
  return (
    <span>
      {count} {name.toLowerCase()}
    </span>
  );
}

function Toggle({ entity, record, ballot, tally }: BallotProps) {
  const { user } = useAuth();
  const { create } = usePermissions(ballot.entity);
  const toggle = useToggle(entity, record.id, ballot);
  const mine = tally.mine[ballot.entity.key] ?? null;
  const may = mine === null ? create : allows(ballot.entity.rules.delete, user, true);
  if (!user || !may) return null;
  const { title } = ballot.entity;
  const label = mine === null ? title : `Take back your ${title.toLowerCase()}`;
  return (
    <button
      type="button"
      className="button button-small"
      aria-pressed={mine !== null}
      aria-label={`${label}: ${recordLabel(entity, record)}`}
      // Not disabled: who got here by the keyboard stays here.
      aria-disabled={toggle.isPending}
      onClick={() => {
        if (!toggle.isPending) toggle.mutate(mine);
      }}
    >
      {label}
    </button>
  );
}
