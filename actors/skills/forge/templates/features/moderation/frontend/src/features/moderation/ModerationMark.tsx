/** Tells an author, and moderators, that a record is not there for everybody. */
import type { EntityModel, RecordData } from '../../schema/entity';
import { asText } from '../../schema/format';
import { Badge } from '../../ui/Badge';
import { isModerated } from './rules';

/** Colours of the badges that tell of waiting and of refusal. */
const WAITING = 4;
const REFUSED = 2;

export function ModerationMark({ entity, record }: { entity: EntityModel; record: RecordData }) {
  if (!isModerated(entity)) return null;
  if (record.moderation === 'pending') return <Badge tone={WAITING}>Awaiting approval</Badge>;
  if (record.moderation !== 'rejected') return null;
  return (
    <>
      <Badge tone={REFUSED}>Not approved</Badge>
      <span>{asText(record.moderation_reason)}</span>
    </>
  );
}
