// How each event changes the view: the same rules as the gateway's. One file a family; entries are replaced, never changed in place.
import type { Event } from '../protocol/event.ts';
import type { View } from '../protocol/view.ts';
import { check } from './check.ts';
import { claim } from './claim.ts';
import { emptyView } from './empty.ts';
import { enquiry } from './enquiry.ts';
import { file } from './file.ts';
import { human } from './human.ts';
import { gap, otherSession } from './misfit.ts';
import { model } from './model.ts';
import { plan } from './plan.ts';
import { session } from './session.ts';
import { supervision } from './supervision.ts';
import { task } from './task.ts';
import { usage } from './usage.ts';

/** Folds one event into the view. */
export function apply(view: View, event: Event): void {
  if (event.seq !== view.seq + 1) throw gap(view.seq + 1, event.seq);
  if (view.session !== null && view.session !== event.session) {
    throw otherSession(event.seq, view.session, event.session);
  }
  fold(view, event);
  view.seq = event.seq;
  view.timing = { ...view.timing, last_ms: event.at_ms };
}

function fold(view: View, event: Event): void {
  const { body } = event;
  switch (body.family) {
    case 'session':
      return session(view, event, body.event);
    case 'plan':
      return plan(view, event, body.event);
    case 'task':
      return task(view, event, body.event);
    case 'message':
      if (body.event.kind === 'sent') view.messages_sent += 1;
      else view.messages_dead += 1;
      return;
    case 'claim':
      return claim(view, body.event);
    case 'file':
      return file(view, event, body.event);
    case 'check':
      return check(view, body.event);
    case 'human':
      return human(view, body.event);
    case 'supervision':
      return supervision(view, event, body.event);
    case 'model':
      return model(view, event, body.event);
    case 'usage':
      return usage(view, event, body.event);
    case 'workspace':
      // Files outside the session are not its state.
      return;
    case 'enquiry':
      return enquiry(view, event, body.event);
    default:
      // A family of a later version: it cannot be folded here, and the event list still shows it.
      body satisfies never;
  }
}

/** Folds a whole log. */
export function foldAll(events: Iterable<Event>): View {
  const view = emptyView();
  for (const event of events) apply(view, event);
  return view;
}
