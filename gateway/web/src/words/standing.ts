// How a session stands, in words and sums. Pure.
import type { View } from '../protocol/view.ts';
import type { Tone } from './event.ts';
import type { Idle } from './idle.ts';

export interface Standing {
  text: string;
  tone: Tone;
  busy: boolean;
}

/** The first question nobody has answered. */
export const openQuestion = (view: View) =>
  Object.keys(view.questions)
    .sort()
    .map((id) => view.questions[id]!)
    .find((one) => one.answer === null)?.question ?? null;

export const waitsForPlan = (view: View): boolean =>
  view.outcome === null && view.stage === 'approval' && view.revision_text === null && view.plan !== null;

export function standing(view: View): Standing {
  if (view.outcome === 'done') return { text: 'done', tone: 'good', busy: false };
  if (view.outcome === 'failed') return { text: 'failed', tone: 'bad', busy: false };
  if (view.outcome === 'refused') return { text: 'cannot be built', tone: 'bad', busy: false };
  if (view.outcome === 'cancelled') return { text: 'cancelled', tone: 'warn', busy: false };
  if (view.paused) return { text: 'paused', tone: 'warn', busy: false };
  if (openQuestion(view)) return { text: 'waits for your answer', tone: 'accent', busy: true };
  if (waitsForPlan(view)) return { text: 'waits for your approval', tone: 'accent', busy: true };
  if (view.seq === 0) return { text: 'beginning', tone: 'plain', busy: true };
  const words = {
    planning: 'planning',
    approval: 'reading your change',
    building: 'building',
    checking: 'checking',
    finished: 'finished',
  };
  return { text: view.options?.reads ? 'reading' : words[view.stage], tone: 'plain', busy: true };
}

/** A state of the list of sessions. */
export function listedStanding(state: string): Standing {
  const known: Record<string, Standing> = {
    waiting_plan: { text: 'waits for approval', tone: 'accent', busy: true },
    waiting_answer: { text: 'waits for an answer', tone: 'accent', busy: true },
    approval: { text: 'waits for approval', tone: 'accent', busy: true },
    understanding: { text: 'planning', tone: 'plain', busy: true },
    planning: { text: 'planning', tone: 'plain', busy: true },
    working: { text: 'working', tone: 'plain', busy: true },
    paused: { text: 'paused', tone: 'warn', busy: false },
    interrupted: { text: 'interrupted', tone: 'warn', busy: false },
    done: { text: 'done', tone: 'good', busy: false },
    failed: { text: 'failed', tone: 'bad', busy: false },
    refused: { text: 'cannot be built', tone: 'bad', busy: false },
    damaged: { text: 'damaged', tone: 'bad', busy: false },
    cancelled: { text: 'cancelled', tone: 'warn', busy: false },
  };
  return known[state] ?? { text: state.replaceAll('_', ' '), tone: 'plain', busy: false };
}

/** Milliseconds of the team's own work up to the delivery: nobody's waiting, and no checks. */
export function buildMs({ timing: t }: View, idle: Idle): number | null {
  if (t.drafted_ms === null || t.delivered_ms === null || t.approved_ms === null) return null;
  return idle.worked(t.opened_ms, t.drafted_ms) + idle.worked(t.approved_ms, t.delivered_ms);
}

export function totals(view: View) {
  const files = Object.values(view.files);
  const checks = Object.values(view.checks);
  const { spent } = view.spending;
  return {
    files: files.length,
    lines: files.reduce((sum, file) => sum + file.lines, 0),
    // A session that has ended ran what was asked of it; before that, all of the plan is still to come.
    checks: view.outcome ? checks.length : Math.max(checks.length, view.plan?.checks.length ?? 0),
    checked: checks.length,
    verified: checks.filter((check) => check.status === 'verified').length,
    failed: checks.filter((check) => check.status === 'failed').length,
    conflicts: view.conflicts.length,
    tokens: spent.tokens,
    microDollars: spent.micro_dollars,
  };
}
