// The turning points of a session: where one jumps to. Pure.
import type { Event } from '../../protocol/event.ts';
import { tell, type Tone } from '../../words/event.ts';

export interface Chapter {
  at: number;
  title: string;
  tone: Tone;
  kind:
    | 'turn'
    | 'approval'
    | 'milestone'
    | 'conflict'
    | 'decision'
    | 'failure'
    | 'restart'
    | 'end'
    /** The person's own. */
    | 'note';
}

export function chaptersOf(events: readonly Event[]): Chapter[] {
  let failed: { at: number; why: string } | null = null;
  return events.flatMap((event, at) => {
    const kind = kindOf(event);
    if (!kind) return [];
    if (kind === 'failure') {
      // One failure is told of an attempt, of its agent and of its task, one right after the other.
      const why = whyOf(event);
      const again = failed?.at === at - 1 && failed.why === why;
      failed = { at, why };
      if (again) return [];
    }
    const { title, tone } = tell(event);
    return [{ at, title, tone: kind === 'conflict' ? 'warn' : tone, kind }];
  });
}

const whyOf = ({ body }: Event): string => ('why' in body.event ? body.event.why : '');

function kindOf({ body }: Event): Chapter['kind'] | null {
  switch (body.family) {
    case 'session':
      if (body.event.kind === 'opened' || body.event.kind === 'rewound' || body.event.kind === 'forked')
        return 'turn';
      if (body.event.kind === 'recovered') return 'restart';
      return body.event.kind === 'finished' ? 'end' : null;
    case 'plan':
      if (body.event.kind === 'milestone_reached' || body.event.kind === 'drafted') return 'milestone';
      if (body.event.kind === 'approved' || body.event.kind === 'rejected') return 'approval';
      return body.event.kind === 'revision_requested' ? 'turn' : null;
    case 'claim':
      if (body.event.kind === 'disputed') return 'conflict';
      // What nobody disputed was decided by nobody.
      return body.event.kind === 'ruled' && body.event.ruling.options.length > 1 ? 'decision' : null;
    case 'human':
      return 'turn';
    case 'check':
      if (body.event.kind === 'repair_ended') return body.event.result.why ? 'failure' : null;
      return body.event.result.status === 'failed' ? 'failure' : null;
    case 'task':
      if (body.event.kind === 'ended')
        return body.event.end === 'failed' || body.event.end === 'timed_out' ? 'failure' : null;
      return body.event.kind === 'attempt_failed' ? 'failure' : null;
    case 'file':
      if (body.event.kind === 'amendment_refused') return 'failure';
      return body.event.kind === 'delivered' || body.event.kind === 'amended' ? 'milestone' : null;
    case 'supervision':
      if (body.event.kind === 'agent_restarting') return 'restart';
      return body.event.kind === 'gave_up' || body.event.kind === 'agent_failed' ? 'failure' : null;
    case 'model':
      return body.event.kind === 'failed' ? 'failure' : null;
    default:
      return null;
  }
}
