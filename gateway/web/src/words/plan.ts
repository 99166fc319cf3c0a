// Requirements in words.
import type { Entity, Field, Permission, Requirements, Workflow } from '../protocol/requirements.ts';
import { plain } from './team.ts';

export const VISIBILITIES: Record<Entity['visibility'], string> = {
  public: 'anyone may read',
  members: 'who is signed in may read',
  owner: 'its owner and who manages it may read',
};

export function fieldWords(field: Field): string {
  const kind = field.values?.length ? field.values.join(' | ') : plain(field.type);
  const limits = field.constraints.map((limit) =>
    typeof limit === 'string'
      ? limit
      : Object.entries(limit)
          .map(([name, value]) => `${plain(name)} ${value}`)
          .join(', '),
  );
  return [kind, ...limits].join(', ');
}

const RELATIONS = { belongs_to: 'one', owned_by: 'owned by a', many_to_many: 'many' } as const;

export const relationWords = (to: Entity['relations'][number]): string =>
  `${RELATIONS[to.kind] ?? plain(to.kind)} ${to.to}${to.required ? '' : ', optional'}`;

export function workflowWords(flow: Workflow): string {
  const moves = flow.transitions.map(
    (move) => `${plain(move.name)} (${move.from.join(' or ')} → ${move.to})`,
  );
  return `${flow.states.join(' | ')}, from ${flow.initial} on; ${moves.join(', ')}`;
}

/** What each role may do to each kind of record. */
export function permissionLines(
  all: readonly Permission[],
): { role: string; entity: string; actions: string[] }[] {
  const lines = new Map<string, { role: string; entity: string; actions: string[] }>();
  for (const one of all) {
    const key = `${one.role}\n${one.entity}`;
    const line = lines.get(key) ?? { role: one.role, entity: one.entity, actions: [] };
    const action = typeof one.action === 'string' ? one.action : one.action.transition;
    line.actions.push(plain(action) + (one.scope === 'own' ? ' (own)' : ''));
    lines.set(key, line);
  }
  return [...lines.values()];
}

/** The assumptions about one thing, so that it can be marked as assumed where it is shown. */
export const isAssumed = (found: Requirements, about: string): boolean =>
  found.assumptions.some((one) => one.about === about);
