/** The way to the trash, for those who may delete at least some records. */
import { Link } from 'react-router-dom';
import { useAuth } from '../../auth/AuthContext';
import { mayEver } from '../../auth/rules';
import type { EntityModel } from '../../schema/entity';
import { Icon } from '../../ui/Icon';

export function TrashLink({ entity }: { entity: EntityModel }) {
  const { user } = useAuth();
  if (!mayEver(entity.rules.delete, user)) return null;
  return (
    <Link className="button" to={`/${entity.key}/trash`}>
      <Icon name="trash" />
      Trash
    </Link>
  );
}
