// What becomes of a session.
import { told, unknown, type Of, type Told } from './told.ts';

export function session(it: Of<'session'>): Told {
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
