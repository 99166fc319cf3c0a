// Tasks and what they are called.
import type { TaskKind } from '../../protocol/event.ts';
import { capital, plain } from '../team.ts';
import { told, unknown, type Of, type Told } from './told.ts';

/** `Render backend`, `Check backend.tests`. */
export function taskTitle(kind: TaskKind): string {
  switch (kind.kind) {
    case 'understand':
      return 'Understand the request';
    case 'revise':
      return 'Read the revision';
    case 'refine':
      return 'Ask a model about open points';
    case 'propose':
      return 'Propose';
    case 'dispute':
      return 'Find disagreements';
    case 'vote':
      return 'Vote';
    case 'rule':
      return 'Rule';
    case 'plan':
      return 'Draft the plan';
    case 'render':
      return `Write ${kind.pack}`;
    case 'check':
      return `Check ${kind.name}`;
    case 'repair':
      return `Repair ${kind.check}`;
    case 'route':
      return `Route question ${kind.number}`;
    case 'consult':
      return `Answer question ${kind.number}`;
    case 'look':
      return 'Ask the index';
    default:
      return plain((kind as { kind: string }).kind);
  }
}

export function task(it: Of<'task'>): Told {
  switch (it.kind) {
    case 'started': {
      const again = it.attempt > 1;
      return told(
        again ? 'restart' : 'task',
        taskTitle(it.task.kind),
        again ? `attempt ${it.attempt}` : it.task.id,
        again ? 'warn' : 'plain',
      );
    }
    case 'progressed':
      return told('task', it.note || 'Progress', `${it.done} of ${it.total}`, 'plain', true);
    case 'attempt_failed':
      return told('failure', `Attempt ${it.attempt} ${plain(it.failure)}`, it.why, 'bad');
    case 'ended': {
      if (it.end === 'done') return told('task', 'Done', it.task, 'plain', true);
      return told(
        'failure',
        capital(plain(it.end)),
        it.why || it.task,
        it.end === 'cancelled' ? 'warn' : 'bad',
      );
    }
    default:
      return unknown({ family: 'task', event: it } as never);
  }
}
