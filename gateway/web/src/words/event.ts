// Each event in one line, with what it is like and how much it matters. Pure; every view that lists events uses these words.
import type { CheckResult } from '../protocol/check.ts';
import type { Basis } from '../protocol/claim.ts';
import type { Event, TaskKind } from '../protocol/event.ts';
import { duration, many, money } from './amounts.ts';
import { capital, nameOf, plain } from './team.ts';

/** What an event is like: its shape and colour on the time axis. */
export const LIKES = [
  'session',
  'person',
  'plan',
  'task',
  'claim',
  'conflict',
  'vote',
  'ruling',
  'file',
  'check',
  'model',
  'message',
  'question',
  'failure',
  'restart',
  'life',
  'cost',
  'workspace',
  'other',
] as const;
export type Like = (typeof LIKES)[number];

export type Tone = 'plain' | 'good' | 'bad' | 'warn' | 'accent';

export interface Told {
  like: Like;
  title: string;
  detail: string;
  tone: Tone;
  /** Hidden in the logical view: it tells how, not what. */
  fine: boolean;
}

const told = (like: Like, title: string, detail = '', tone: Tone = 'plain', fine = false): Told => ({
  like,
  title,
  detail,
  tone,
  fine,
});

export function tell(event: Event): Told {
  const { body } = event;
  switch (body.family) {
    case 'session':
      return session(body.event);
    case 'plan':
      return plan(body.event);
    case 'task':
      return task(body.event);
    case 'message': {
      const it = body.event;
      if (it.kind === 'dead_lettered') {
        return told(
          'failure',
          `Message to ${nameOf(it.to)} was never handled`,
          `${it.about}: ${it.reason}`,
          'warn',
        );
      }
      return told('message', `${nameOf(it.from)} → ${nameOf(it.to)}: ${it.subject}`, it.about, 'plain', true);
    }
    case 'claim':
      return claim(body.event);
    case 'file':
      return file(body.event);
    case 'check': {
      const it = body.event;
      if (it.kind === 'ended') return check(it.name, it.result);
      const { why, changed } = it.result;
      return why
        ? told('failure', `${it.name} was not repaired`, why, 'bad')
        : told('check', `${it.name} was repaired`, `${many(changed.length, 'file')} changed`, 'good');
    }
    case 'human': {
      const it = body.event;
      return it.kind === 'asked'
        ? told('question', `The team asks: ${it.question.text}`, it.question.options.join(', '), 'accent')
        : told('person', `Answered: ${it.value}`, it.question, 'accent');
    }
    case 'supervision':
      return supervision(body.event);
    case 'model': {
      const it = body.event;
      if (it.kind === 'requested')
        return told('model', `Asks ${it.model}`, `attempt ${it.attempt} of ${it.call}`);
      if (it.kind === 'failed')
        return told('failure', `The model failed: ${plain(it.failure)}`, it.why, 'warn');
      const tokens = it.usage ? many(it.usage.input_tokens + it.usage.output_tokens, 'token') : '';
      return told('model', 'The model answered', tokens);
    }
    case 'usage': {
      const it = body.event;
      const amount = it.kind === 'reserved' ? it.worst : it.kind === 'settled' ? it.used : null;
      const cost = amount?.micro_dollars == null ? '' : `, ${money(amount.micro_dollars)}`;
      return told(
        'cost',
        `${capital(it.kind)}`,
        amount ? many(amount.tokens, 'token') + cost : it.call,
        'plain',
        true,
      );
    }
    case 'workspace':
      return workspace(body.event);
    case 'enquiry':
      return enquiry(body.event);
    default:
      return unknown(body);
  }
}

/** What a later version added is shown by its name. */
function unknown(body: never): Told {
  const { family, event } = body as { family?: unknown; event?: { kind?: unknown } };
  return told('other', `${String(family)} ${String(event?.kind ?? '')}`, 'this page does not know it');
}

/** Whose doing an event is, which is not always who wrote it down. */
export function doer({ agent, body }: Event): string {
  if (body.family === 'task' && body.event.kind === 'started') return body.event.task.role;
  if (body.family === 'supervision') return body.event.role;
  return body.family === 'session' && body.event.kind === 'opened' ? 'person' : agent;
}

type Of<F extends Event['body']['family']> = Extract<Event['body'], { family: F }>['event'];

function session(it: Of<'session'>): Told {
  switch (it.kind) {
    case 'opened':
      return told('person', 'Asked for', it.request, 'accent');
    case 'command_accepted':
      return told('session', 'A command was accepted', it.command?.command ?? it.id, 'plain', true);
    case 'forked':
      return told('session', `Forked from ${it.parent.slice(0, 6)} at ${it.at}`, it.out, 'accent');
    case 'recovered':
      return told('restart', 'A new process took the session over', it.program, 'warn');
    case 'paused':
      return told('session', 'Paused', 'nothing new starts until it is resumed', 'warn');
    case 'resumed':
      return told('session', 'Resumed', it.approve ? 'with the plan approved' : '');
    case 'finished': {
      const tone = it.outcome === 'done' ? 'good' : it.outcome === 'cancelled' ? 'warn' : 'bad';
      return told('session', `Finished: ${it.outcome}`, it.reason, tone);
    }
    case 'rewound':
      return told('session', `Went back to event ${it.to}`, 'nothing before it is removed', 'accent');
    default:
      return unknown({ family: 'session', event: it } as never);
  }
}

function plan(it: Of<'plan'>): Told {
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
      return told('plan', 'The change was not understood', it.message, 'warn');
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

function task(it: Of<'task'>): Told {
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

function claim(it: Of<'claim'>): Told {
  switch (it.kind) {
    case 'published':
      return told('claim', `${it.claim.key} = ${it.claim.value}`, it.claim.reason);
    case 'disputed':
      return told(
        'conflict',
        `Conflict on ${it.conflict.key}`,
        it.conflict.options.map((one) => one.value).join(' or '),
        'warn',
      );
    case 'vote_cast':
      return told(
        'vote',
        `${it.vote.weight} for ${it.vote.value} on ${it.vote.key}`,
        it.vote.reason,
        'plain',
        true,
      );
    case 'ruled': {
      const { ruling } = it;
      const disputed = ruling.options.length > 1;
      return told(
        'ruling',
        `Ruled ${ruling.key} = ${ruling.value}`,
        `${basis(ruling.basis)}: ${ruling.reason}`,
        disputed ? 'accent' : 'plain',
        !disputed,
      );
    }
    default:
      return unknown({ family: 'claim', event: it } as never);
  }
}

export function basis(it: Basis): string {
  switch (it.kind) {
    case 'undisputed':
      return 'nobody disagreed';
    case 'words':
      return 'by your own words';
    case 'evidence':
      return 'by evidence';
    case 'person':
      return 'by your answer';
    case 'authority':
      return `by ${nameOf(it.role)}'s authority`;
    case 'vote':
      return `by vote, ${it.for_winner} to ${it.for_next}`;
    default:
      return plain((it as { kind: string }).kind);
  }
}

function file(it: Of<'file'>): Told {
  switch (it.kind) {
    case 'staged':
      return told('file', it.file.path, many(it.file.lines, 'line'), 'plain', true);
    case 'delivery_started':
      return told('file', 'Puts the repository in place', it.target);
    case 'delivered':
      return told(
        'file',
        `Delivered ${many(it.files, 'file')}`,
        `${many(it.lines, 'line')}${it.note ? `; ${it.note}` : ''}`,
        'good',
      );
    case 'amendment_started':
      return told('file', 'Puts repairs in place', '', 'plain', true);
    case 'amended':
      return told('file', 'Repairs delivered', it.note, 'good');
    case 'amendment_refused':
      return told('failure', 'Repairs were not delivered', it.why, 'bad');
    default:
      return unknown({ family: 'file', event: it } as never);
  }
}

function check(name: string, result: CheckResult): Told {
  const took = result.duration_ms > 0 ? duration(result.duration_ms) : '';
  switch (result.status) {
    case 'verified':
      return told('check', `Verified ${name}`, took, 'good');
    case 'failed':
      return told('check', `${name} failed`, result.reason, 'bad');
    case 'not_checked':
      return told('check', `${name} not checked`, result.reason, 'warn');
    default:
      return told('check', name, plain(String(result.status)));
  }
}

function supervision(it: Of<'supervision'>): Told {
  const who = nameOf(it.role);
  switch (it.kind) {
    case 'agent_started':
      return told(
        it.incarnation > 1 ? 'restart' : 'life',
        `${who} started`,
        `life ${it.incarnation}`,
        'plain',
        it.incarnation === 1,
      );
    case 'agent_failed':
      return told('failure', `${who} ${plain(it.failure)}`, it.why, 'bad');
    case 'agent_restarting':
      return told(
        'restart',
        `${who} is restarted`,
        `life ${it.incarnation}, after ${duration(it.delay_ms)}`,
        'warn',
      );
    case 'gave_up':
      return told('failure', `${who} is given up`, it.why, 'bad');
    case 'agent_stopped':
      return told('life', `${who} stopped`, `life ${it.incarnation}`, 'plain', true);
    default:
      return unknown({ family: 'supervision', event: it } as never);
  }
}

function workspace(it: Of<'workspace'>): Told {
  switch (it.kind) {
    case 'saved':
      return told('workspace', `Saved before: ${it.line}`, it.folder);
    case 'ran':
      return told(
        'workspace',
        `Ran ${it.line}`,
        it.exit === null ? 'ended by a signal' : `exit code ${it.exit}`,
        it.exit === 0 ? 'plain' : 'warn',
      );
    case 'indexed':
      return told('workspace', `Read ${many(it.files, 'file')}, ${many(it.symbols, 'symbol')}`, it.folder);
    case 'asked':
      return told('person', it.question, '', 'accent');
    case 'answered':
      return told(
        'workspace',
        it.known ? 'Answered' : 'No answer found',
        it.lines.map((line) => line.text).join(' '),
      );
    case 'reader_restarted':
      return told('restart', 'The reader was started anew', it.why, 'warn');
    case 'restored':
      return told('workspace', `Files went back to event ${it.to}`, it.files.folder, 'accent');
    default:
      return unknown({ family: 'workspace', event: it } as never);
  }
}

function enquiry(it: Of<'enquiry'>): Told {
  switch (it.kind) {
    case 'look_asked':
      return told('workspace', 'Files may have changed', '', 'plain', true);
    case 'asked':
      return told('person', it.question, `question ${it.number}`, 'accent');
    case 'routed':
      return told('message', `Question ${it.number} goes to ${nameOf(it.to)}`, it.why);
    case 'queried':
      return told(
        'workspace',
        `Asks the index ${it.queries.length}×`,
        it.queries.map((query) => query.kind).join(', '),
        'plain',
        true,
      );
    case 'found':
      return told('workspace', it.finding.known ? 'Found' : 'Found nothing', it.query.kind, 'plain', true);
    case 'answered':
      return told(
        'workspace',
        it.finding.known ? 'Answered' : 'Not known',
        (it.finding.lines ?? []).map((line) => line.text).join(' '),
        'good',
      );
    default:
      return unknown({ family: 'enquiry', event: it } as never);
  }
}
