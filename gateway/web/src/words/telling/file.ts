// Files and their delivery.
import { many } from '../amounts.ts';
import { told, unknown, type Of, type Told } from './told.ts';

export function file(it: Of<'file'>): Told {
  switch (it.kind) {
    case 'staged':
      return told('file', it.file.path, many(it.file.lines, 'line'), 'plain', true);
    case 'delivery_started':
      return told('file', 'Puts the repository in place', it.target);
    case 'delivered':
      return told(
        'file',
        `Delivered ${many(it.files, 'file')}`,
        `${many(it.lines, 'line')}${it.note ? `; ${it.note}` : ''}`,
        'good',
      );
    case 'amendment_started':
      return told('file', 'Puts repairs in place', '', 'plain', true);
    case 'amended':
      return told('file', 'Repairs delivered', it.note, 'good');
    case 'amendment_refused':
      return told('failure', 'Repairs were not delivered', it.why, 'bad');
    default:
      return unknown({ family: 'file', event: it } as never);
  }
}
