// Two runs side by side: where they part, and what differs. Pure; time and ids say nothing about whether two runs are the same.
import type { Event } from '../../protocol/event.ts';
import type { View } from '../../protocol/view.ts';
import { count, duration, many, money } from '../../words/amounts.ts';
import { basis, tell } from '../../words/event.ts';
import { totals } from '../../words/standing.ts';

/** One thing as it is in each run; null where a run does not have it. */
export interface Pair {
  what: string;
  a: string | null;
  b: string | null;
  same: boolean;
}

export interface Section {
  title: string;
  pairs: Pair[];
  /** How many of them differ. */
  differ: number;
  /** Two runs of the same differ in these all the same. */
  aside: boolean;
}

export function sectionsOf(a: View, b: View): Section[] {
  return [
    section('Request', [pair('Request', a.request, b.request), ...facts(a, b, optionsOf)]),
    section('Plan', facts(a, b, planOf)),
    section('Rulings', facts(a, b, rulingsOf)),
    section('Files', facts(a, b, filesOf, fileWords(a, b))),
    section('Checks', facts(a, b, checksOf, checkWords(a, b))),
    section('Course', facts(a, b, courseOf)),
    section('Times and spending', facts(a, b, timesOf), true),
  ].filter((one) => one.pairs.length > 0);
}

const section = (title: string, pairs: Pair[], aside = false): Section => ({
  title,
  pairs,
  differ: pairs.filter((one) => !one.same).length,
  aside,
});

/** In a sentence: how much differs, and whether it is more than the times. */
export function sumOf(sections: readonly Section[]): string {
  const differ = (aside: boolean) =>
    sections.filter((one) => one.aside === aside).reduce((sum, one) => sum + one.differ, 0);
  const n = differ(false);
  if (n > 0) return n === 1 ? '1 thing differs.' : `${count(n)} things differ.`;
  return differ(true) > 0 ? 'The same but for times and spending.' : 'Nothing differs.';
}

const pair = (what: string, a: string | null, b: string | null): Pair => ({ what, a, b, same: a === b });

type Facts = Map<string, string>;

/** Everything that either run has, in the order of the first and then of the second. */
function facts(
  a: View,
  b: View,
  of: (view: View) => Facts,
  words: (pair: Pair) => Pair = (one) => one,
): Pair[] {
  const [mine, theirs] = [of(a), of(b)];
  const names = new Set([...mine.keys(), ...theirs.keys()]);
  return [...names].map((name) => words(pair(name, mine.get(name) ?? null, theirs.get(name) ?? null)));
}

function optionsOf({ options, outcome, outcome_reason }: View): Facts {
  return new Map([
    ['Checks wanted', options?.verify ?? 'not said'],
    ['Model', options?.model ?? 'none'],
    ['Ended', outcome ? [outcome, outcome_reason].filter(Boolean).join(': ') : 'not yet'],
  ]);
}

function planOf({ plan, requirements, approved_revision }: View): Facts {
  const found: Facts = new Map();
  if (!plan) return found;
  found.set('Summary', plan.summary);
  found.set('Revision', `${plan.revision}${approved_revision === plan.revision ? ', approved' : ''}`);
  for (const one of requirements?.entities ?? []) {
    found.set(`Record type ${one.name}`, one.fields.map((field) => field.name).join(', '));
  }
  for (const step of plan.steps) found.set(`Step ${step.task}`, `${step.title}, ${many(step.files, 'file')}`);
  return found;
}

const rulingsOf = ({ rulings }: View): Facts =>
  new Map(Object.values(rulings).map((one) => [one.key, `${one.value}, ${basis(one.basis)}`]));

const filesOf = ({ files }: View): Facts =>
  new Map(Object.entries(files).map(([path, file]) => [path, file.hash]));

/** Files are the same by their contents, and shown by their lines. */
const fileWords =
  (a: View, b: View) =>
  (one: Pair): Pair => {
    const lines = (view: View) => {
      const file = view.files[one.what];
      return file ? many(file.lines, 'line') : null;
    };
    return { ...one, a: lines(a), b: lines(b) };
  };

const checksOf = ({ checks }: View): Facts =>
  new Map(
    Object.entries(checks).map(([name, check]) => [
      name,
      [check.status.replace('_', ' '), check.reason].filter(Boolean).join(': '),
    ]),
  );

/** Checks are the same by what they found; how long each took is shown and is no difference. */
const checkWords =
  (a: View, b: View) =>
  (one: Pair): Pair => {
    const took = ({ checks }: View, said: string | null) => {
      const ms = checks[one.what]?.duration_ms ?? 0;
      return said === null || ms === 0 ? said : `${said}, ${duration(ms)}`;
    };
    return { ...one, a: took(a, one.a), b: took(b, one.b) };
  };

const courseOf = (view: View): Facts =>
  new Map([
    ['Conflicts', count(view.conflicts.length)],
    ['Restarts', count(Object.values(view.agents).reduce((total, one) => total + one.restarts, 0))],
  ]);

function timesOf(view: View): Facts {
  const { timing: t } = view;
  const sum = totals(view);
  const between = (from: number | null, to: number | null) =>
    from === null || to === null ? 'not reached' : duration(Math.max(0, to - from));
  return new Map([
    ['Until the plan', between(t.opened_ms, t.drafted_ms)],
    ['Until it was approved', between(t.drafted_ms, t.approved_ms)],
    ['Building', between(t.approved_ms, t.delivered_ms)],
    ['All of it', duration(Math.max(0, t.last_ms - t.opened_ms))],
    ['Tokens', count(sum.tokens)],
    ['Cost', money(sum.microDollars)],
  ]);
}

/** One logical position: what happened there in each run, as a place in its log. */
export interface Step {
  name: string;
  a: number | null;
  b: number | null;
  same: boolean;
}

/**
 * Both logs by what each event is about, not by when or in which order agents that work at once came to it. In the order
 * of the first; what only the second has stands after what it followed there.
 */
export function align(a: readonly Event[], b: readonly Event[]): Step[] {
  const mine = positions(a);
  const theirs = positions(b);
  const steps = [...mine].map(([key, at]): Step => {
    const other = theirs.get(key) ?? null;
    return {
      name: key,
      a: at,
      b: other,
      same: other !== null && contents(a[at]!) === contents(b[other]!),
    };
  });
  const rowOf = new Map(steps.map((step, row) => [step.name, row]));
  const extra = new Map<number, Step[]>();
  let after = -1;
  for (const [key, at] of theirs) {
    const row = rowOf.get(key);
    if (row !== undefined) after = Math.max(after, row);
    else extra.set(after, [...(extra.get(after) ?? []), { name: key, a: null, b: at, same: false }]);
  }
  return [...(extra.get(-1) ?? []), ...steps.flatMap((step, row) => [step, ...(extra.get(row) ?? [])])];
}

/** The first of each: its name, and where it is. The same thing a second time has a name of its own. */
function positions(events: readonly Event[]): Map<string, number> {
  const seen = new Map<string, number>();
  const found = new Map<string, number>();
  events.forEach((event, at) => {
    const name = nameOf(event);
    if (name === null) return;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    found.set(times === 1 ? name : `${name} (${times}.)`, at);
  });
  return found;
}

/** What an event is about, without ids, times and amounts; null for what says how and not what. */
function nameOf({ body }: Event): string | null {
  switch (body.family) {
    case 'session':
      return body.event.kind === 'command_accepted' ? null : `session ${body.event.kind}`;
    case 'plan':
      return body.event.kind === 'milestone_reached'
        ? `milestone ${body.event.name}`
        : `plan ${body.event.kind.replaceAll('_', ' ')}`;
    case 'task':
      if (body.event.kind === 'progressed') return null;
      return body.event.kind === 'started'
        ? `task ${body.event.task.id} started`
        : `task ${body.event.task} ${body.event.kind.replaceAll('_', ' ')}`;
    case 'claim':
      if (body.event.kind === 'published') return `claim ${body.event.claim.key} by ${body.event.claim.by}`;
      if (body.event.kind === 'disputed') return `conflict ${body.event.conflict.key}`;
      if (body.event.kind === 'vote_cast') return `vote of ${body.event.vote.by} on ${body.event.vote.key}`;
      return `ruling ${body.event.ruling.key}`;
    case 'file':
      return body.event.kind === 'staged'
        ? `file ${body.event.file.path}`
        : body.event.kind.replaceAll('_', ' ');
    case 'check':
      return body.event.kind === 'ended' ? `check ${body.event.name}` : `repair of ${body.event.name}`;
    case 'human':
      return body.event.kind === 'asked'
        ? `question about ${body.event.question.key}`
        : `answer to ${body.event.question}`;
    case 'supervision':
      return body.event.kind === 'agent_failed' || body.event.kind === 'gave_up'
        ? `${body.event.role} ${body.event.kind.replaceAll('_', ' ')}`
        : null;
    default:
      return null;
  }
}

/** What makes two events at one position the same: what they say, and not how long it took. */
function contents(event: Event): string {
  const { body } = event;
  if (body.family === 'check' && body.event.kind === 'ended') {
    return `${body.event.result.status} ${body.event.result.reason}`;
  }
  if (body.family === 'file' && body.event.kind === 'staged') return body.event.file.hash;
  if (body.family === 'file' && body.event.kind === 'delivery_started') return body.event.tree_hash;
  const { title, detail } = tell(event);
  return `${title}\n${detail}`;
}
