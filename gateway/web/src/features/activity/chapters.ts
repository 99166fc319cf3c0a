// The turning points of a session: where one jumps to. Pure.
import type { Event } from '../../protocol/event.ts';
import { tell, type Tone } from '../../words/event.ts';

export interface Chapter {
  at: number;
  title: string;
  tone: Tone;
  /** A person's turn, a milestone, a conflict, a failure, a restart, an approval, the end, a note of the person's own. */
  kind: 'turn' | 'milestone' | 'conflict' | 'failure' | 'restart' | 'end' | 'note';
}

export function chaptersOf(events: readonly Event[]): Chapter[] {
  return events.flatMap((event, at) => {
    const kind = kindOf(event);
    if (!kind) return [];
    const { title, tone } = tell(event);
    return [{ at, title, tone: kind === 'conflict' ? 'warn' : tone, kind }];
  });
}

function kindOf({ body }: Event): Chapter['kind'] | null {
  switch (body.family) {
    case 'session':
      if (body.event.kind === 'opened' || body.event.kind === 'rewound' || body.event.kind === 'forked')
        return 'turn';
      if (body.event.kind === 'recovered') return 'restart';
      return body.event.kind === 'finished' ? 'end' : null;
    case 'plan':
      if (body.event.kind === 'milestone_reached' || body.event.kind === 'drafted') return 'milestone';
      return body.event.kind === 'approved' ||
        body.event.kind === 'revision_requested' ||
        body.event.kind === 'rejected'
        ? 'turn'
        : null;
    case 'claim':
      return body.event.kind === 'disputed' ? 'conflict' : null;
    case 'human':
      return 'turn';
    case 'check':
      return body.event.kind === 'ended' && body.event.result.status === 'failed' ? 'failure' : null;
    case 'task':
      return body.event.kind === 'attempt_failed' ? 'failure' : null;
    case 'file':
      return body.event.kind === 'delivered' || body.event.kind === 'amended' ? 'milestone' : null;
    case 'supervision':
      if (body.event.kind === 'agent_restarting') return 'restart';
      return body.event.kind === 'gave_up' ? 'failure' : null;
    default:
      return null;
  }
}
