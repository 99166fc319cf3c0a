/** A record's short fields and the records it points at, as a list of terms. */
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { entityByKey } from '../../entities';
import type {
  EntityModel,
  FieldSpec,
  RecordData,
  RelationSpec,
  WireValue,
} from '../../schema/entity';
import { formatField, references } from '../../schema/format';

export function RecordFacts({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const fields = entity.fields.filter(({ kind, name }) => kind !== 'text' && name !== entity.label);
  const relations = entity.relations.filter(({ name }) => name !== entity.owner);
  if (fields.length + relations.length === 0) return null;
  return (
    <dl className="facts card">
      {fields.map((field) => (
        <Fact key={field.name} title={field.title}>
          <FieldText field={field} value={record[field.name]} />
        </Fact>
      ))}
      {relations.map((relation) => (
        <Fact key={relation.name} title={relation.title}>
          <Links relation={relation} value={record[relation.name]} />
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function FieldText({ field, value }: { field: FieldSpec; value: WireValue | undefined }) {
  const text = formatField(field, value);
  if (typeof value === 'string' && field.kind === 'email') {
    return <a href={`mailto:${value}`}>{text}</a>;
  }
  // Only web addresses become links: a stored `javascript:` stays text.
  if (typeof value === 'string' && field.kind === 'url' && /^https?:\/\//i.test(value)) {
    return (
      <a href={value} rel="noopener noreferrer nofollow">
        {text}
      </a>
    );
  }
  return text;
}

type LinksProps = { relation: RelationSpec; value: WireValue | undefined };

function Links({ relation, value }: LinksProps) {
  const found = references(value);
  if (found.length === 0) return '–';
  const linked = entityByKey(relation.target) !== undefined;
  return (
    <ul className="inline-list">
      {found.map(({ id, label }) => (
        <li key={id}>{linked ? <Link to={`/${relation.target}/${id}`}>{label}</Link> : label}</li>
      ))}
    </ul>
  );
}
