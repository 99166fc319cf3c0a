// What looks wrong in a session, each with what was seen and what it may mean. Pure; a warning that cannot explain itself is not given.
import type { TaskKind } from '../protocol/event.ts';
import type { TaskView, View } from '../protocol/view.ts';
import { duration } from './amounts.ts';
import { taskTitle } from './event.ts';
import type { Heard } from './heard.ts';
import { openQuestion, waitsForPlan } from './standing.ts';

export interface Warning {
  kind: 'stall' | 'loop' | 'thrash';
  role: string;
  /** What was seen. */
  text: string;
  /** What it may mean, and what happens next. */
  means: string;
}

/** A task that has used this share of its time, and says nothing of how far it is, may hang. */
const STALL_SHARE = 0.8;
/** One that is over its time by this much would have been ended, were anybody at work: then nobody is, and nothing hangs. */
const OVER_SHARE = 1.2;
/** One that did say how far it is, and then nothing for this share of its time, and for so many times as long as before. */
const QUIET_SHARE = 0.5;
const QUIET_STEPS = 4;
/** So many attempts that failed are no accident. */
const LOOP_FAILURES = 2;
/** Restarts of one agent within this time. */
const THRASH_RESTARTS = 3;
const THRASH_MS = 60_000;

const MEANS = {
  stall:
    'It may hang. When its time is over it is ended and tried again; nothing else waits longer than that.',
  loop: 'Trying again does not help it. When its attempts are used up it fails, with this reason in the record.',
  thrash: 'Each new life fails as the one before. At the limit of restarts the agent is given up.',
} as const;

/** `heard` is what the log says of tasks and the state does not: without it, less is known and less is warned of. */
export function warnings(view: View, nowMs: number, heard?: ReadonlyMap<string, Heard>): Warning[] {
  if (view.outcome !== null || view.paused) return [];
  return [...stalls(view, nowMs, heard), ...loops(view), ...thrash(view, nowMs)];
}

const warn = (kind: Warning['kind'], role: string, text: string): Warning => ({
  kind,
  role,
  text,
  means: MEANS[kind],
});

function stalls(view: View, nowMs: number, log?: ReadonlyMap<string, Heard>): Warning[] {
  const waits = openQuestion(view) !== null || waitsForPlan(view);
  return running(view).flatMap((task) => {
    const heard = log?.get(task.spec.id) ?? first(task);
    // Who plans may wait for the person.
    if (!heard || (waits && !GOES_ON.has(task.spec.kind.kind))) return [];
    const took = nowMs - heard.began_ms;
    const { deadline_ms } = task.spec;
    if (took > deadline_ms * OVER_SHARE || took < estimate(view, task)) return [];
    const title = taskTitle(task.spec.kind);
    const again = task.attempt > 1 ? `, attempt ${task.attempt},` : '';
    if (heard.times > 0) {
      const quiet = nowMs - heard.last_ms;
      const step = (heard.last_ms - heard.began_ms) / heard.times;
      if (quiet < Math.max(deadline_ms * QUIET_SHARE, step * QUIET_STEPS)) return [];
      const far = `${task.done} of ${task.total}`;
      return [
        warn('stall', task.spec.role, `${title}${again} said nothing for ${duration(quiet)}, after ${far}`),
      ];
    }
    if (took < deadline_ms * STALL_SHARE) return [];
    const of = `${duration(took)} of ${duration(deadline_ms)}`;
    return [warn('stall', task.spec.role, `${title}${again} has taken ${of} and reported no progress`)];
  });
}

/** A first attempt that has said nothing is known from the state alone. */
const first = ({ attempt, done, started_ms: at }: TaskView): Heard | null =>
  attempt > 1 || done > 0 ? null : { began_ms: at, last_ms: at, times: 0 };

const GOES_ON: ReadonlySet<TaskKind['kind']> = new Set([
  'render',
  'check',
  'repair',
  'route',
  'consult',
  'look',
] as const);

/** Checks print only when they end, so their silence says nothing before the time they were expected to take is over. */
function estimate({ plan }: View, { spec: { kind } }: TaskView): number {
  const check = kind.kind === 'check' && plan?.checks.find((one) => one.name === kind.name);
  return check ? check.estimate_s * 1000 : 0;
}

function loops(view: View): Warning[] {
  return running(view).flatMap((task) => {
    if (task.failures < LOOP_FAILURES || task.why === '') return [];
    const text = `${taskTitle(task.spec.kind)} failed ${task.failures} times and is tried again; it last ended with: ${task.why}`;
    return [warn('loop', task.spec.role, text)];
  });
}

function thrash(view: View, nowMs: number): Warning[] {
  return Object.entries(view.agents).flatMap(([role, agent]) => {
    const recent = agent.restarts_at_ms.filter((at) => nowMs - at < THRASH_MS).length;
    if (recent < THRASH_RESTARTS || agent.state === 'stopped') return [];
    const why = agent.why ? `; the last time: ${agent.why}` : '';
    return [warn('thrash', role, `restarted ${recent} times within a minute${why}`)];
  });
}

/** What was under way where a fork was made goes on in its origin and not here. */
const running = (view: View): TaskView[] => {
  const forked = view.lineage.at(-1)?.at_ms ?? -Infinity;
  return Object.values(view.tasks).filter((task) => task.end === null && task.started_ms > forked);
};
