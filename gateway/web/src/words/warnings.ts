// What looks wrong in a session, each with what was seen. Pure; a warning that cannot explain itself is not given.
import type { View } from '../protocol/view.ts';
import { duration } from './amounts.ts';
import { taskTitle } from './event.ts';

export interface Warning {
  kind: 'stall' | 'loop' | 'thrash';
  role: string;
  text: string;
}

/** A task that has used this share of its time, and says nothing of how far it is, may hang. */
const STALL_SHARE = 0.8;
/** Attempts that fail in the same words. */
const LOOP_ATTEMPTS = 2;
/** Restarts of one agent within this time. */
const THRASH_RESTARTS = 3;
const THRASH_MS = 60_000;

export function warnings(view: View, nowMs: number): Warning[] {
  if (view.outcome !== null || view.paused) return [];
  return [...stalls(view, nowMs), ...loops(view), ...thrash(view, nowMs)];
}

/** Checks print only when they end, so their silence says nothing before their time is nearly over. */
function stalls(view: View, nowMs: number): Warning[] {
  return running(view).flatMap((task) => {
    const took = nowMs - task.started_ms;
    const limit = task.spec.deadline_ms * STALL_SHARE;
    if (task.attempt > 1 || took < limit || task.done > 0) return [];
    const of = `${duration(took)} of ${duration(task.spec.deadline_ms)}`;
    return [
      {
        kind: 'stall',
        role: task.spec.role,
        text: `${taskTitle(task.spec.kind)} has taken ${of} and reported no progress`,
      },
    ];
  });
}

function loops(view: View): Warning[] {
  return running(view).flatMap((task) => {
    if (task.failures < LOOP_ATTEMPTS || task.why === '') return [];
    const text = `${taskTitle(task.spec.kind)} is tried for the ${task.failures + 1}. time; before, it ended with: ${task.why}`;
    return [{ kind: 'loop', role: task.spec.role, text }];
  });
}

function thrash(view: View, nowMs: number): Warning[] {
  return Object.entries(view.agents).flatMap(([role, agent]) => {
    const recent = agent.restarts_at_ms.filter((at) => nowMs - at < THRASH_MS).length;
    if (recent < THRASH_RESTARTS || agent.state === 'stopped') return [];
    const why = agent.why ? `; the last time: ${agent.why}` : '';
    return [{ kind: 'thrash', role, text: `restarted ${recent} times within a minute${why}` }];
  });
}

const running = (view: View) => Object.values(view.tasks).filter((task) => task.end === null);
