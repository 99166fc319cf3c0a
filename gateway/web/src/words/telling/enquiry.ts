// Questions about a repository.
import { nameOf } from '../team.ts';
import { told, unknown, type Of, type Told } from './told.ts';

export function enquiry(it: Of<'enquiry'>): Told {
  switch (it.kind) {
    case 'look_asked':
      return told('workspace', 'Files may have changed', '', 'plain', true);
    case 'asked':
      return told('person', it.question, `question ${it.number}`, 'accent');
    case 'routed':
      return told('message', `Question ${it.number} goes to ${nameOf(it.to)}`, it.why);
    case 'queried':
      return told(
        'workspace',
        `Asks the index ${it.queries.length}×`,
        it.queries.map((query) => query.kind).join(', '),
        'plain',
        true,
      );
    case 'found':
      return told('workspace', it.finding.known ? 'Found' : 'Found nothing', it.query.kind, 'plain', true);
    case 'answered':
      return told(
        'workspace',
        it.finding.known ? 'Answered' : 'Not known',
        (it.finding.lines ?? []).map((line) => line.text).join(' '),
        'good',
      );
    default:
      return unknown({ family: 'enquiry', event: it } as never);
  }
}
