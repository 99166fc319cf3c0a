// Claims, conflicts, votes and rulings.
import type { Basis } from '../../protocol/claim.ts';
import { nameOf, plain } from '../team.ts';
import { told, unknown, type Of, type Told } from './told.ts';

export function claim(it: Of<'claim'>): Told {
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
