/** One record before the moderators: what it says, who wrote it, what it is under, and who reported it. */
import { Link } from 'react-router-dom';
import type { EntityModel, RecordData } from '../../schema/entity';
import { formatField, formatTime, recordLabel, references } from '../../schema/format';
import { Badge } from '../../ui/Badge';
import { reportReasons, type Queued, type Report } from './api';
import { ModerationMark } from './ModerationMark';

const REPORTED = 2;

type QueueItemProps = {
  entity: EntityModel;
  queued: Queued;
  at: number;
  chosen: boolean;
  busy: boolean;
  onToggle: () => void;
  onApprove: () => void;
  onReject: (() => void) | undefined;
};

export function QueueItem(props: QueueItemProps) {
  const { entity, queued, at, chosen, busy, onToggle, onApprove, onReject } = props;
  const { record, held_at, reported_at, reports } = queued;
  const author = entity.owner === undefined ? undefined : references(record[entity.owner])[0];
  const name = `${entity.title} by ${author?.label ?? 'nobody'}`;
  return (
    <li className="card" data-index={at}>
      <div className="moderation-head">
        <label className="moderation-choice">
          <input type="checkbox" checked={chosen} onChange={onToggle} />
          <span className="person">{name}</span>
        </label>
        <p className="meta">
          <Whole entity={entity} record={record} />
          <time dateTime={record.created_at}>{formatTime(record.created_at)}</time>
          <ModerationMark entity={entity} record={record} />
          {reported_at !== null && <Badge tone={REPORTED}>Reported</Badge>}
        </p>
      </div>
      <Words entity={entity} record={record} />
      {reports.length > 0 && <Reports reports={reports} />}
      <div className="actions actions-small">
        <button
          type="button"
          className="button"
          disabled={busy}
          aria-label={`${held_at === null ? 'Keep' : 'Approve'} ${name}`}
          onClick={onApprove}
        >
          {held_at === null ? 'Keep' : 'Approve'}
        </button>
        {onReject && (
          <button
            type="button"
            className="button button-quiet-danger"
            disabled={busy}
            aria-label={`Reject ${name}`}
            onClick={onReject}
          >
            Reject
          </button>
        )}
      </div>
    </li>
  );
}

/** What the record is under, as the post of a comment; a record of its own leads to itself. */
function Whole({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const relation = entity.relations.find(({ name }) => name === entity.parent);
  const whole = relation ? references(record[relation.name])[0] : undefined;
  if (!relation || !whole) {
    return <Link to={`/${entity.key}/${record.id}`}>{recordLabel(entity, record)}</Link>;
  }
  return (
    <span>
      {relation.title}: <Link to={`/${relation.target}/${whole.id}`}>{whole.label}</Link>
    </span>
  );
}

/** Addresses stay text here: nobody should follow what is not approved. */
function Words({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const [only] = entity.fields;
  if (entity.fields.length === 1 && only) {
    return <p className="prose moderation-words">{formatField(only, record[only.name])}</p>;
  }
  return (
    <dl className="facts moderation-words">
      {entity.fields.map((field) => (
        <div key={field.name}>
          <dt>{field.title}</dt>
          <dd>{formatField(field, record[field.name])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Reports({ reports }: { reports: readonly Report[] }) {
  return (
    <ul className="moderation-reports" aria-label="Reports">
      {reports.map(({ reason, note, reporter, created_at }) => (
        <li key={reporter.id}>
          <strong>{reportReasons[reason]}</strong>
          {note !== '' && `: ${note}`}{' '}
          <span className="muted">
            – {reporter.label}, {formatTime(created_at)}
          </span>
        </li>
      ))}
    </ul>
  );
}
