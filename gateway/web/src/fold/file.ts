// Files staged, delivered, and repaired.
import type { Event, FileEvent } from '../protocol/event.ts';
import type { View } from '../protocol/view.ts';
import { repairsDelivered, repairsRefused } from './repair.ts';

export function file(view: View, event: Event, body: FileEvent): void {
  switch (body.kind) {
    case 'staged': {
      const { hash, bytes, lines, executable } = body.file;
      const { task, bundle, offset } = body;
      const place = view.tasks[task]?.spec.kind.kind === 'repair' ? view.restaged : view.files;
      place[body.file.path] = { hash, bytes, lines, executable, task, bundle, offset };
      return;
    }
    case 'delivery_started':
      view.delivery = { target: body.target, tree_hash: body.tree_hash, done: false, head: null, note: '' };
      return;
    case 'delivered':
      if (view.delivery) view.delivery = { ...view.delivery, done: true, head: body.head, note: body.note };
      view.stage = 'checking';
      view.timing = { ...view.timing, delivered_ms: event.at_ms };
      return;
    case 'amendment_started':
      view.amending = body.tree_hash;
      return;
    case 'amended':
      return repairsDelivered(view, body);
    case 'amendment_refused':
      return repairsRefused(view, body.why);
    default:
      body satisfies never;
  }
}
