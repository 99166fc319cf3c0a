// Requirements and plans.
import { many } from '../amounts.ts';
import { nameOf } from '../team.ts';
import { told, unknown, type Of, type Told } from './told.ts';

export function plan(it: Of<'plan'>): Told {
  switch (it.kind) {
    case 'understood': {
      const { entities, roles } = it.requirements;
      if (it.refusal) return told('plan', 'Cannot be built', it.refusal, 'bad');
      const what = `${many(entities.length, 'record type')}, ${many(roles.length, 'role')}`;
      return told('plan', `Understood ${what}`, it.requirements.product.title);
    }
    case 'refined':
      return told(
        'plan',
        `The model's reading: ${many(it.changes.length, 'change')}`,
        it.left_out.join('; '),
      );
    case 'revision_requested':
      return told('person', 'Asked for a change', it.text, 'accent');
    case 'revised': {
      const changes = it.changes.map((change) => `${change.what} ${change.about}`).join(', ');
      return told('plan', 'Revised the requirements', changes);
    }
    case 'revision_refused':
      return told('plan', 'The change was not made', it.message, 'warn');
    case 'drafted':
      return told('plan', `Plan, revision ${it.plan.revision}`, it.plan.summary, 'accent');
    case 'approved':
      return told(
        'person',
        `Plan approved, revision ${it.revision}`,
        `by ${nameOf(it.by).toLowerCase()}`,
        'good',
      );
    case 'rejected':
      return told('person', 'Plan rejected', 'nothing was written', 'warn');
    case 'milestone_reached':
      return told('plan', `Milestone: ${it.name}`, '', 'good');
    default:
      return unknown({ family: 'plan', event: it } as never);
  }
}
