// Requirements and plans in words.
import type { CheckSpec } from '../protocol/check.ts';
import type { Verify } from '../protocol/command.ts';
import type { Plan } from '../protocol/plan.ts';
import type {
  Entity,
  Field,
  Permission,
  RecordConstraint,
  Requirements,
  Workflow,
} from '../protocol/requirements.ts';
import { plain } from './team.ts';

export const VISIBILITIES: Record<Entity['visibility'], string> = {
  public: 'anyone may read',
  members: 'who is signed in may read',
  owner: 'its owner and who manages it may read',
  parent: 'who may read what it is under may read',
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

export function constraintWords({ kind, of, within = [] }: RecordConstraint): string {
  switch (kind) {
    case 'unique_together':
      return of.length === 1
        ? `at most one for each ${of.join('')}`
        : `no two with the same ${of.join(' and ')}`;
    case 'no_overlap': {
      const shared = within.length > 0 ? ` of the same ${within.join(' and ')}` : '';
      return `no two${shared} at the same time, ${of.join(' to ')}`;
    }
    case 'in_order':
      return `${of.join(' and ')}, in this order`;
  }
}

export interface PermissionLine {
  role: string;
  entity: string;
  /** `own` where it holds for what is theirs alone. */
  deeds: { name: string; own: boolean }[];
  actions: string[];
  /** The words they came from, each once; none of what was assumed. */
  words: string[];
}

/** What each role may do to each kind of record. */
export function permissionLines(all: readonly Permission[]): PermissionLine[] {
  const lines = new Map<string, PermissionLine>();
  for (const one of all) {
    const key = `${one.role}\n${one.entity}`;
    const { role, entity } = one;
    const line = lines.get(key) ?? { role, entity, deeds: [], actions: [], words: [] };
    const name = plain(typeof one.action === 'string' ? one.action : one.action.transition);
    const own = one.scope === 'own';
    line.deeds.push({ name, own });
    line.actions.push(name + (own ? ' (own)' : ''));
    if (one.words !== '' && !line.words.includes(one.words)) line.words.push(one.words);
    lines.set(key, line);
  }
  return [...lines.values()];
}

/** The assumptions about one thing, so that it can be marked as assumed where it is shown. */
export const isAssumed = (found: Requirements, about: string): boolean =>
  found.assumptions.some((one) => one.about === about);

/** The checks of a plan that were asked for when the session was begun; all where that is not known. */
export const askedOf = (plan: Plan, verify: Verify | undefined): CheckSpec[] =>
  plan.checks.filter((check) => verify !== 'none' && (verify !== 'quick' || check.tier === 'quick'));

/** About how long they take, in milliseconds. */
export const checksMs = (asked: readonly CheckSpec[], plan: Plan): number =>
  1000 *
  (asked.length === plan.checks.length
    ? plan.estimate.checks_s
    : asked.reduce((sum, check) => sum + check.estimate_s, 0));
