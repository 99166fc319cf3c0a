/** Records as cards when they have a text to read, as a table when they are rows of facts. */
import { Link } from 'react-router-dom';
<% if "recordMarks" in places %>
import { recordMarks } from '../../app/places';
<% endif %>
import type { EntityModel, FieldKind, RecordData } from '../../schema/entity';
import { asText, formatDate, formatField, recordLabel, references } from '../../schema/format';
<% if on.rich_text %>
import { plainText } from '../../schema/plainText';
<% endif %>
import { Table } from '../../ui/Table';
import { StateBadge } from './StateBadge';

/** More columns than this do not fit beside each other on a common screen. */
const COLUMNS_MAX = 4;
const EXCERPT_LENGTH_MAX = 220;
/** On a card: the price of a product, the time of an appointment. */
const FACTS_MAX = 3;
const FACT_KINDS: readonly FieldKind[] = [
  'string',
  'integer',
  'decimal',
  'date',
  'date_time',
  'enum',
];

type CollectionProps = { entity: EntityModel; records: readonly RecordData[] };

export function RecordCollection({ entity, records }: CollectionProps) {
  if (entity.layout === 'table') return <RecordTable entity={entity} records={records} />;
  return (
    <ul className="cards">
      {records.map((record) => (
        <li key={record.id}>
          <RecordCard entity={entity} record={record} />
        </li>
      ))}
    </ul>
  );
}

function RecordCard({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const label = recordLabel(entity, record);
  const excerpt = excerptOf(entity, record);
  const owner = entity.owner === undefined ? undefined : references(record[entity.owner])[0];
  return (
    <article className="card card-link">
      <h2 className="card-title">
        <Link to={`/${entity.key}/${record.id}`}>{label}</Link>
      </h2>
      {excerpt !== '' && <p className="excerpt">{excerpt}</p>}
      <Facts entity={entity} record={record} />
      <p className="meta">
        {owner && <span>{owner.label}</span>}
        <time dateTime={record.created_at}>{formatDate(record.created_at)}</time>
        <StateBadge entity={entity} record={record} />
<% if "recordMarks" in places %>
        {recordMarks.map((Mark, index) => (
          <Mark key={index} entity={entity} record={record} />
        ))}
<% endif %>
      </p>
    </article>
  );
}

function Facts({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const told = entity.fields.filter(
    ({ name, kind }) =>
      name !== entity.label && FACT_KINDS.includes(kind) && asText(record[name]) !== '',
  );
  if (told.length === 0) return null;
  return (
    <p className="meta">
      {told.slice(0, FACTS_MAX).map((field) => (
        <span key={field.name}>
          {field.title}: {formatField(field, record[field.name])}
        </span>
      ))}
    </p>
  );
}

function excerptOf(entity: EntityModel, record: RecordData): string {
  const field = entity.fields.find(({ kind, name }) => kind === 'text' && name !== entity.label);
  const value = field ? record[field.name] : undefined;
<% if on.rich_text %>
  const text = typeof value === 'string' ? plainText(value) : '';
<% else %>
  const text = typeof value === 'string' ? value : '';
<% endif %>
  return text.length > EXCERPT_LENGTH_MAX
    ? `${text.slice(0, EXCERPT_LENGTH_MAX).trimEnd()}…`
    : text;
}

function RecordTable({ entity, records }: CollectionProps) {
  const fields = entity.fields
    .filter(({ name, kind }) => name !== entity.label && kind !== 'text')
    .slice(0, COLUMNS_MAX);
  const relations = entity.relations
    .filter(({ kind }) => kind !== 'many_to_many')
    .slice(0, COLUMNS_MAX - fields.length);
  const titles = [
    entity.title,
    ...fields.map(({ title }) => title),
    ...relations.map(({ title }) => title),
    ...(entity.workflow ? [entity.workflow.title] : []),
    'Added',
  ];
  return (
    <Table caption={entity.titlePlural} titles={titles}>
      {records.map((record) => (
        <tr key={record.id}>
          <th scope="row" data-title={entity.title}>
            <Link to={`/${entity.key}/${record.id}`}>{recordLabel(entity, record)}</Link>
          </th>
          {fields.map((field) => (
            <td key={field.name} data-title={field.title}>
              {formatField(field, record[field.name])}
            </td>
          ))}
          {relations.map(({ name, title }) => (
            <td key={name} data-title={title}>
              {references(record[name])[0]?.label ?? '–'}
            </td>
          ))}
          {entity.workflow && (
            <td data-title={entity.workflow.title}>
              <StateBadge entity={entity} record={record} />
            </td>
          )}
<% if "recordMarks" in places %>
          <td data-title="Added">
            <span className="meta">
              {formatDate(record.created_at)}
              {recordMarks.map((Mark, index) => (
                <Mark key={index} entity={entity} record={record} />
              ))}
            </span>
          </td>
<% else %>
          <td data-title="Added">{formatDate(record.created_at)}</td>
<% endif %>
        </tr>
      ))}
    </Table>
  );
}
