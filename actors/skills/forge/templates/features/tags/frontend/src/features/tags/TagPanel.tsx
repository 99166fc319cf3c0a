/** A record's tags; who may change the record gives and takes them. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { errorMessage } from '../../api/errors';
import type { EntityModel, RecordData, RecordRef } from '../../schema/entity';
import { references } from '../../schema/format';
import { useToast } from '../../ui/toasts';
import { usePermissions } from '../records/permissions';
import { TagForm } from './TagForm';
import { hasTags, removeTag } from './api';

type TagPanelProps = { entity: EntityModel; record: RecordData };

export function TagPanel({ entity, record }: TagPanelProps) {
  const changes = usePermissions(entity).may('update', record);
  const tags = references(record.tagged_with);
  if (!hasTags(entity) || (tags.length === 0 && !changes)) return null;
  return (
    <section className="card stack" aria-labelledby="tags-title">
      <h2 id="tags-title">Tags</h2>
      {tags.length > 0 && (
        <ul className="actions actions-small" aria-label="Tags">
          {tags.map((tag) => (
            <li key={tag.id} className="actions">
              <Link
                className="badge"
                to={`/${entity.key}?${new URLSearchParams({ tag: tag.label }).toString()}`}
              >
                {tag.label}
              </Link>
              {changes && <RemoveButton entity={entity} record={record} tag={tag} />}
            </li>
          ))}
        </ul>
      )}
      {changes && <TagForm entity={entity} record={record} />}
    </section>
  );
}

function RemoveButton({ entity, record, tag }: TagPanelProps & { tag: RecordRef }) {
  const queries = useQueryClient();
  const notify = useToast();
  const removing = useMutation({
    mutationFn: () => removeTag(entity, record.id, tag.id),
    onSuccess: () => queries.invalidateQueries(),
    onError: (error) => {
      notify(errorMessage(error));
    },
  });
  return (
    <button
      type="button"
      className="button button-small"
      aria-label={`Take off ${tag.label}`}
      disabled={removing.isPending}
      onClick={() => {
        removing.mutate();
      }}
    >
      ×
    </button>
  );
}
