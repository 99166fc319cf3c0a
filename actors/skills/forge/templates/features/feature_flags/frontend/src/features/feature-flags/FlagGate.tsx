/** What a flag closes, with the reason: it can still be read and copied, but not used. */
import type { ReactNode } from 'react';
import { useAuth } from '../../auth/AuthContext';
import { mayEver } from '../../auth/rules';
import type { EntityModel } from '../../schema/entity';
import { creationFlags, flags, type FlagKey } from './flags';
import './feature-flags.css';
import { useFlag, useOpenKinds } from './useFlag';

/** Why something cannot be done, as long as it cannot. */
export function ClosedNote({ flag }: { flag: FlagKey }) {
  const open = useFlag(flag);
  return (
    <div role="status" className="flag-status">
      {!open && <p className="flag-note">{flags[flag].refusal}</p>}
    </div>
  );
}

/** Where a list has its button for a new record. */
export function CreationNote({ entity }: { entity: EntityModel }) {
  const { user } = useAuth();
  const flag = creationFlags[entity.key];
  if (flag === undefined || !mayEver(entity.rules.create, user)) return null;
  return <ClosedNote flag={flag} />;
}

/** A form for a new record. What somebody has written in it stays there when it is closed. */
export function CreationGate({ entity, children }: { entity: EntityModel; children: ReactNode }) {
  const { user } = useAuth();
  const isOpen = useOpenKinds();
  if (!mayEver(entity.rules.create, user)) return null;
  return (
    <>
      <CreationNote entity={entity} />
      <fieldset className="flag-gate" disabled={!isOpen(entity)}>
        {children}
      </fieldset>
    </>
  );
}
