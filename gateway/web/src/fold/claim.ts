// Claims, conflicts, votes and rulings.
import type { ClaimEvent } from '../protocol/event.ts';
import type { View } from '../protocol/view.ts';

export function claim(view: View, body: ClaimEvent): void {
  switch (body.kind) {
    case 'published':
      view.claims.push(body.claim);
      return;
    case 'disputed':
      view.conflicts.push(body.conflict);
      return;
    case 'vote_cast':
      view.votes.push(body.vote);
      return;
    case 'ruled':
      view.rulings[body.ruling.key] = body.ruling;
      return;
    default:
      body satisfies never;
  }
}
