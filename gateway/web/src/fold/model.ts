// Calls of models.
import type { Event, ModelEvent } from '../protocol/event.ts';
import type { CallView, View } from '../protocol/view.ts';
import { unknownCall } from './misfit.ts';

export function model(view: View, event: Event, body: ModelEvent): void {
  switch (body.kind) {
    case 'requested': {
      const known = view.calls[body.call] ?? made(body);
      view.calls[body.call] = {
        ...known,
        attempts: body.attempt,
        reservations: [...known.reservations, body.reservation],
      };
      return;
    }
    case 'answered':
      return change(view, event, body.call, { answer: { text: body.answer, finish: body.finish } });
    case 'failed':
      return change(view, event, body.call, { why: body.why });
    default:
      body satisfies never;
  }
}

function made(body: Extract<ModelEvent, { kind: 'requested' }>): CallView {
  const { task, ask, model } = body;
  return { task, ask, model, attempts: 0, reservations: [], why: '', answer: null };
}

function change(view: View, event: Event, call: string, by: Partial<CallView>): void {
  const known = view.calls[call];
  if (!known) throw unknownCall(event.seq, call);
  view.calls[call] = { ...known, ...by };
}
