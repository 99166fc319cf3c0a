// Beginning, pausing, forking, going back and ending.
import type { Event, SessionEvent } from '../protocol/event.ts';
import type { View } from '../protocol/view.ts';
import { forked, leaveBehind } from './fork.ts';
import { returnTo } from './rewind.ts';

export function session(view: View, event: Event, body: SessionEvent): void {
  switch (body.kind) {
    case 'opened':
      view.session = event.session;
      view.request = body.request;
      view.options = body.options;
      view.round = 1;
      view.timing = { ...view.timing, opened_ms: event.at_ms };
      return;
    case 'command_accepted':
      view.commands.push(body.id);
      return;
    case 'forked':
      forked(view, { session: body.parent, at: body.at, head: body.head, at_ms: event.at_ms }, body.out);
      return;
    case 'recovered':
      return;
    case 'paused':
      view.paused = true;
      return;
    case 'resumed':
      view.paused = false;
      if (view.options) view.options = { ...view.options, approve: view.options.approve || body.approve };
      return;
    case 'finished':
      view.stage = 'finished';
      view.outcome = body.outcome;
      view.outcome_reason = body.reason;
      return;
    case 'rewound': {
      returnTo(view, body.past, body.out);
      // Back before its own beginning, a fork still has a folder of its own.
      const parent = view.lineage.at(-1);
      if (parent && body.to <= parent.at) leaveBehind(view);
      return;
    }
    default:
      body satisfies never;
  }
}
