/** The state a record of a workflow is in. */
import type { EntityModel, RecordData } from '../../schema/entity';
import { asText, humanize } from '../../schema/format';
import { Badge } from '../../ui/Badge';

export function StateBadge({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const { workflow } = entity;
  if (!workflow) return null;
  const state = asText(record[workflow.field]);
  return <Badge tone={workflow.states.indexOf(state)}>{humanize(state)}</Badge>;
}
