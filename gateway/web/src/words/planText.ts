// A plan as lines of text, one thing a line, so that two revisions can be compared. Pure.
import type { Ruling } from '../protocol/claim.ts';
import type { Plan } from '../protocol/plan.ts';
import type { Requirements } from '../protocol/requirements.ts';
import {
  VISIBILITIES,
  constraintWords,
  fieldWords,
  permissionLines,
  relationWords,
  workflowWords,
} from './plan.ts';
import { nameOf, plain } from './team.ts';

export function planText(found: Requirements, plan: Plan, rulings: readonly Ruling[]): string {
  const mine = new Set((found.decisions ?? []).map((one) => one.key));
  const parts: [string, string[]][] = [
    ['Product', [found.product.title, plan.summary]],
    ...found.entities.map((entity): [string, string[]] => [
      entity.name,
      [
        entity.kind === 'account' ? 'people who sign in' : VISIBILITIES[entity.visibility],
        ...entity.fields.map((field) => `${field.name}: ${fieldWords(field)}`),
        ...entity.relations.map((relation) => `${relation.name} → ${relationWords(relation)}`),
        ...(entity.workflow ? [`${entity.workflow.field}: ${workflowWords(entity.workflow)}`] : []),
        ...(entity.constraints ?? []).map(constraintWords),
      ],
    ]),
    ['Features', found.features.map((one) => plain(one.name))],
    ['Built with', found.stack.map((one) => one.name)],
    ['Limits', found.constraints.map((one) => plain(one.kind))],
    [
      'Who may do what',
      permissionLines(found.permissions).map(
        (line) => `${plain(line.role)}, ${line.entity}: ${line.actions.join(', ')}`,
      ),
    ],
    ['Assumed', found.assumptions.map((one) => `${one.about}: ${one.text}`)],
    ['Decided', rulings.map(({ key, value }) => `${key} = ${value}${mine.has(key) ? ', as you said' : ''}`)],
    ['Left out', [...found.not_understood, ...found.unsupported]],
    ['Steps', plan.steps.map((step) => `${nameOf(step.role)}: ${step.title}, ${step.files} files`)],
    ['Checks', plan.checks.map((check) => `${check.name}: ${check.criterion}`)],
  ];
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title}\n${lines.map((line) => `  ${line.replaceAll('\n', ' ')}\n`).join('')}`)
    .join('\n');
}
