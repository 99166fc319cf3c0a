// Pieces of work: begun, under way, failed, ended.
import type { Event, TaskEvent } from '../protocol/event.ts';
import type { TaskView, View } from '../protocol/view.ts';
import { endedTwice, unknownTask } from './misfit.ts';

export function task(view: View, event: Event, body: TaskEvent): void {
  switch (body.kind) {
    case 'started': {
      const known = view.tasks[body.task.id] ?? begun(view, event, body);
      view.tasks[body.task.id] = { ...known, attempt: body.attempt };
      return;
    }
    case 'progressed':
      return change(view, event, body.task, () => ({ done: body.done, total: body.total, note: body.note }));
    case 'attempt_failed':
      return change(view, event, body.task, (known) => ({
        why: body.why,
        failure: body.failure,
        failures: known.failures + (body.failure === 'interrupted' ? 0 : 1),
      }));
    case 'ended':
      return change(view, event, body.task, (known) => {
        if (known.end !== null) throw endedTwice(event.seq, body.task);
        return { end: body.end, why: body.why, ended_ms: event.at_ms };
      });
    default:
      body satisfies never;
  }
}

function begun(view: View, event: Event, body: Extract<TaskEvent, { kind: 'started' }>): TaskView {
  return {
    spec: body.task,
    round: view.round,
    attempt: 0,
    failures: 0,
    failure: null,
    end: null,
    why: '',
    done: 0,
    total: 0,
    note: '',
    started_ms: event.at_ms,
    ended_ms: null,
  };
}

function change(view: View, event: Event, id: string, by: (known: TaskView) => Partial<TaskView>): void {
  const known = view.tasks[id];
  if (!known) throw unknownTask(event.seq, id);
  view.tasks[id] = { ...known, ...by(known) };
}
