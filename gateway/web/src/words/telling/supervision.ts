// Lives of agents.
import { duration } from '../amounts.ts';
import { nameOf, plain } from '../team.ts';
import { told, unknown, type Of, type Told } from './told.ts';

export function supervision(it: Of<'supervision'>): Told {
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
