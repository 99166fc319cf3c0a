// What checks said.
import type { CheckEvent } from '../protocol/event.ts';
import type { View } from '../protocol/view.ts';
import { repairEnded } from './repair.ts';

export function check(view: View, body: CheckEvent): void {
  switch (body.kind) {
    case 'ended':
      view.checks[body.name] = body.result;
      return;
    case 'repair_ended':
      return repairEnded(view, body.name, body.result);
    default:
      body satisfies never;
  }
}
