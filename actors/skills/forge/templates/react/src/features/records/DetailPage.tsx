/** One record: its text, its facts, what can be done with it, and the records under it. */
import { Link, useParams } from 'react-router-dom';
<% if "recordPanels" in places %>
import { recordPanels } from '../../app/places';
<% endif %>
import { entityByKey } from '../../entities';
import { parseId } from '../../schema/ids';
import type { EntityModel, RecordData } from '../../schema/entity';
import { recordLabel } from '../../schema/format';
import { Icon } from '../../ui/Icon';
import { PageSkeleton } from '../../ui/Skeleton';
import { ErrorState } from '../../ui/states';
<% if on.rich_text %>
import { RichText } from '../rich-text/RichText';
<% endif %>
import { ChildRecords } from './ChildRecords';
import { RecordActions } from './RecordActions';
import { RecordByline } from './RecordByline';
import { RecordFacts } from './RecordFacts';
import { useRecord } from './queries';

export function DetailPage({ entity }: { entity: EntityModel }) {
  const { id = '' } = useParams();
  const query = useRecord(entity, parseId(id));
  return (
    <div className="stack">
      <Link className="back" to={`/${entity.key}`}>
        <Icon name="back" />
        {entity.titlePlural}
      </Link>
      {query.isPending && <PageSkeleton />}
      {query.isError && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} record />
      )}
      {query.isSuccess && <Detail entity={entity} record={query.data} />}
    </div>
  );
}

function Detail({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const label = recordLabel(entity, record);
  const texts = entity.fields.filter(({ kind }) => kind === 'text');
  return (
    <>
      <article className="stack">
        <title>{label}</title>
        <header className="page-header">
          <div>
            <h1>{label}</h1>
            <RecordByline entity={entity} record={record} />
          </div>
          <RecordActions entity={entity} record={record} />
        </header>
        {texts.map(({ name, title }) => (
          <Prose key={name} title={texts.length > 1 ? title : null} text={record[name]} />
        ))}
        <RecordFacts entity={entity} record={record} />
<% if "recordPanels" in places %>
        {recordPanels.map((Panel, index) => (
          <Panel key={index} entity={entity} record={record} />
        ))}
<% endif %>
      </article>
      {entity.children.map((child) => {
        const of = entityByKey(child.key);
        if (!of) return null;
        return (
          <ChildRecords key={child.key} entity={of} relation={child.relation} parent={record} />
        );
      })}
    </>
  );
}

function Prose({ title, text }: { title: string | null; text: unknown }) {
  if (typeof text !== 'string' || text.trim() === '') return null;
  return (
<% if on.rich_text %>
    <section className="stack">
      {title !== null && <h2>{title}</h2>}
      <RichText text={text} under={title === null ? 1 : 2} />
    </section>
<% else %>
    <section className="prose">
      {title !== null && <h2>{title}</h2>}
      {text.split(/\n{2,}/).map((paragraph, index) => (
        <p key={index}>{paragraph}</p>
      ))}
    </section>
<% endif %>
  );
}
