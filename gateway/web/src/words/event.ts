// Each event in one line, with what it is like and how much it matters. Pure; every view that lists events uses these words.
import type { Event } from '../protocol/event.ts';
import { check } from './telling/check.ts';
import { claim } from './telling/claim.ts';
import { enquiry } from './telling/enquiry.ts';
import { file } from './telling/file.ts';
import { model, usage } from './telling/model.ts';
import { plan } from './telling/plan.ts';
import { session } from './telling/session.ts';
import { supervision } from './telling/supervision.ts';
import { human, message } from './telling/talk.ts';
import { task } from './telling/task.ts';
import { unknown, type Told } from './telling/told.ts';
import { workspace } from './telling/workspace.ts';

export { basis } from './telling/claim.ts';
export { taskTitle } from './telling/task.ts';
export { LIKES, type Like, type Tone } from './telling/told.ts';

export function tell(event: Event): Told {
  const { body } = event;
  switch (body.family) {
    case 'session':
      return session(body.event);
    case 'plan':
      return plan(body.event);
    case 'task':
      return task(body.event);
    case 'message':
      return message(body.event);
    case 'claim':
      return claim(body.event);
    case 'file':
      return file(body.event);
    case 'check':
      return check(body.event);
    case 'human':
      return human(body.event);
    case 'supervision':
      return supervision(body.event);
    case 'model':
      return model(body.event);
    case 'usage':
      return usage(body.event);
    case 'workspace':
      return workspace(body.event);
    case 'enquiry':
      return enquiry(body.event);
    default:
      return unknown(body);
  }
}

/** Whose doing an event is, which is not always who wrote it down. */
export function doer({ agent, body }: Event): string {
  if (body.family === 'task' && body.event.kind === 'started') return body.event.task.role;
  if (body.family === 'supervision') return body.event.role;
  return body.family === 'session' && body.event.kind === 'opened' ? 'person' : agent;
}
