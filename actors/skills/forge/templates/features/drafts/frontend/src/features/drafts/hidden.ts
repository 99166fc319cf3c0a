/** States in which a record is there for its owner, and for whoever may change or publish any of them, alone. */
import type { EntityModel } from '../../schema/entity';

export function isHidden({ workflow }: EntityModel, state: string): boolean {
  return workflow?.hidden?.includes(state) ?? false;
}
