/** Whose record it is, when it was made, and the state it is in. */
<% if "recordMarks" in places %>
import { recordMarks } from '../../app/places';
<% endif %>
import type { EntityModel, RecordData } from '../../schema/entity';
import { formatDate, formatTime, references } from '../../schema/format';
import { Avatar } from '../../ui/Avatar';
import { StateBadge } from './StateBadge';

/** The database sets both times of a new record, a moment apart. */
const SAME_MS = 1000;

export function RecordByline({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const owner = entity.owner === undefined ? undefined : references(record[entity.owner])[0];
  const edited = wasEdited(record);
  return (
    <p className="meta">
      {owner && (
        <span className="person">
          <Avatar name={owner.label} />
          {owner.label}
        </span>
      )}
      <time dateTime={record.created_at} title={formatTime(record.created_at)}>
        {formatDate(record.created_at)}
      </time>
      {edited && <span title={formatTime(record.updated_at)}>edited</span>}
      <StateBadge entity={entity} record={record} />
<% if "recordMarks" in places %>
      {recordMarks.map((Mark, index) => (
        <Mark key={index} entity={entity} record={record} />
      ))}
<% endif %>
    </p>
  );
}

function wasEdited({ created_at, updated_at }: RecordData): boolean {
  return Date.parse(updated_at) - Date.parse(created_at) > SAME_MS;
}
