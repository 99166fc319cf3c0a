/** The kinds of ballots that are cast on a kind of record. */
import { entityByKey } from '../../entities';
import type { EntityModel } from '../../schema/entity';
import { kinds } from './kinds';

export type BallotKind = {
  readonly entity: EntityModel;
  /** Where an input has the id of the record that it is cast on. */
  readonly on: string;
};

export function hasBallots(entity: EntityModel): boolean {
  return Object.hasOwn(kinds, entity.key);
}

export function ballotsOn(entity: EntityModel): readonly BallotKind[] {
  return (kinds[entity.key] ?? []).flatMap(({ key, on }) => {
    const ballot = entityByKey(key);
    return ballot === undefined ? [] : [{ entity: ballot, on }];
  });
}
