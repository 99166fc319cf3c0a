// What looks wrong in a session, each with what was seen and what it may mean. Pure; a warning that cannot explain itself is not given.
import type { TaskView, View } from '../protocol/view.ts';
import { duration } from './amounts.ts';
import { taskTitle } from './event.ts';

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

export function warnings(view: View, nowMs: number): Warning[] {
  if (view.outcome !== null || view.paused) return [];
  return [...stalls(view, nowMs), ...loops(view), ...thrash(view, nowMs)];
}

const warn = (kind: Warning['kind'], role: string, text: string): Warning => ({
  kind,
  role,
  text,
  means: MEANS[kind],
});

/** Checks print only when they end, so their silence says nothing before their time is nearly over. */
function stalls(view: View, nowMs: number): Warning[] {
  return running(view).flatMap((task) => {
    const took = nowMs - task.started_ms;
    const { deadline_ms } = task.spec;
    if (task.attempt > 1 || task.done > 0) return [];
    if (took < deadline_ms * STALL_SHARE || took > deadline_ms * OVER_SHARE) return [];
    const of = `${duration(took)} of ${duration(task.spec.deadline_ms)}`;
    return [
      warn('stall', task.spec.role, `${taskTitle(task.spec.kind)} has taken ${of} and reported no progress`),
    ];
  });
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
