// What there is to say of a state: sums, and the parts that can be opened. Pure.
import type { View } from '../../protocol/view.ts';
import { count, many, money } from '../../words/amounts.ts';
import { basis, taskTitle, type Tone } from '../../words/event.ts';
import { totals } from '../../words/standing.ts';
import { nameOf } from '../../words/team.ts';

export interface Line {
  name?: string;
  text: string;
  tone?: Tone;
}

export interface Part {
  title: string;
  lines: Line[];
  /** Lines that are left out of a very long part. */
  more: number;
  open: boolean;
}

const LINES_MAX = 200;

export function factsOf(view: View): [string, string][] {
  const sum = totals(view);
  const tasks = Object.values(view.tasks);
  const running = tasks.filter((task) => task.end === null).length;
  const done = tasks.filter((task) => task.end === 'done').length;
  const open = view.conflicts.filter((conflict) => !view.rulings[conflict.key]).length;
  const { plan } = view;
  return [
    [
      'Plan',
      plan
        ? `revision ${plan.revision}${view.approved_revision === plan.revision ? ', approved' : ''}`
        : 'none yet',
    ],
    ['Tasks', `${done} done, ${running} running`],
    ['Claims', count(view.claims.length)],
    ['Conflicts', view.conflicts.length === 0 ? 'none' : `${view.conflicts.length}, ${open} open`],
    ['Files', sum.files === 0 ? 'none yet' : `${count(sum.files)}, ${count(sum.lines)} lines`],
    ['Checks', sum.checked === 0 ? 'none yet' : `${sum.verified} verified, ${sum.failed} failed`],
    ['Messages', count(view.messages_sent)],
    ['Spent', sum.tokens === 0 ? 'nothing' : `${count(sum.tokens)} tokens, ${money(sum.microDollars)}`],
  ];
}

export function partsOf(view: View): Part[] {
  const running = Object.values(view.tasks).filter((task) => task.end === null);
  return [
    part(
      'Running',
      running.map((task) => ({ text: `${taskTitle(task.spec.kind)}, ${nameOf(task.spec.role)}` })),
      true,
    ),
    part(
      'Disagreements',
      view.conflicts.map((one) => disagreement(view, one)),
      true,
    ),
    part(view.plan ? `Plan: ${view.plan.summary}` : 'Plan', steps(view), true),
    part('Claims, the last of each question', claims(view)),
    part('Checks', checks(view)),
    part('Spending', spending(view)),
    part(
      'Reached',
      view.milestones.map((text) => ({ text, tone: 'good' as const })),
      true,
    ),
  ].filter((one) => one.lines.length > 0);
}

const part = (title: string, lines: Line[], open = false): Part => ({
  title: title.startsWith('Plan') ? title : `${title} (${lines.length})`,
  lines: lines.slice(0, LINES_MAX),
  more: Math.max(0, lines.length - LINES_MAX),
  open,
});

function disagreement(view: View, { key, options }: View['conflicts'][number]): Line {
  const ruling = view.rulings[key];
  return ruling
    ? { name: key, text: `= ${ruling.value}, ${basis(ruling.basis)}: ${ruling.reason}` }
    : { name: key, text: options.map((option) => option.value).join(' or '), tone: 'warn' };
}

const steps = (view: View): Line[] =>
  (view.plan?.steps ?? []).map((step, at) => {
    const done = view.tasks[step.task]?.end === 'done';
    return { text: `${at + 1} ${step.title}${done ? ', done' : ''}`, tone: done ? 'good' : 'plain' };
  });

function claims(view: View): Line[] {
  const last = new Map(view.claims.map((one) => [`${one.key} ${one.by}`, one]));
  return [...last.values()]
    .sort((a, b) => a.key.localeCompare(b.key))
    .map((one) => ({ name: one.key, text: `= ${one.value}, ${nameOf(one.by)}: ${one.reason}` }));
}

const CHECK_TONES: Record<string, Tone> = { verified: 'good', failed: 'bad', not_checked: 'warn' };
const checks = (view: View): Line[] =>
  Object.entries(view.checks).map(([name, check]) => ({
    name,
    text: [check.status.replace('_', ' '), check.reason].filter(Boolean).join(': '),
    tone: CHECK_TONES[check.status] ?? 'plain',
  }));

function spending({ spending: { spent, held, overrun }, calls }: View): Line[] {
  const asked = Object.values(calls).length;
  if (asked === 0 && spent.tokens === 0) return [];
  const waiting = Object.values(held);
  const kept = waiting.reduce((sum, one) => sum + one.tokens, 0);
  return [
    { text: `${many(asked, 'model call')}, ${many(spent.tokens, 'token')}, ${money(spent.micro_dollars)}` },
    ...(kept > 0
      ? [{ text: `${many(kept, 'token')} held for ${many(waiting.length, 'call')} under way` }]
      : []),
    ...(overrun.tokens > 0
      ? [{ text: `${many(overrun.tokens, 'token')} above what was reserved`, tone: 'warn' as const }]
      : []),
    ...(spent.unpriced > 0 ? [{ text: `${many(spent.unpriced, 'call')} without a known price` }] : []),
  ];
}
