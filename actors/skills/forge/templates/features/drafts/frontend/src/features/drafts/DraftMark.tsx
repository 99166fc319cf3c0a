/** Tells those who find a record before others do that it is not there for everybody. */
import type { EntityModel, RecordData } from '../../schema/entity';
import { asText } from '../../schema/format';
import { isHidden } from './hidden';

export function DraftMark({ entity, record }: { entity: EntityModel; record: RecordData }) {
  const state = entity.workflow === undefined ? '' : asText(record[entity.workflow.field]);
  if (!isHidden(entity, state)) return null;
  return <span>Only its owner and those who publish it see this</span>;
}
