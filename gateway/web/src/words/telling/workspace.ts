// Work in a person's own folder.
import { many } from '../amounts.ts';
import { told, unknown, type Of, type Told } from './told.ts';

export function workspace(it: Of<'workspace'>): Told {
  switch (it.kind) {
    case 'saved':
      return told('workspace', `Saved before: ${it.line}`, it.folder);
    case 'ran':
      return told(
        'workspace',
        `Ran ${it.line}`,
        it.exit === null ? 'ended by a signal' : `exit code ${it.exit}`,
        it.exit === 0 ? 'plain' : 'warn',
      );
    case 'indexed':
      return told('workspace', `Read ${many(it.files, 'file')}, ${many(it.symbols, 'symbol')}`, it.folder);
    case 'asked':
      return told('person', it.question, '', 'accent');
    case 'answered':
      return told(
        'workspace',
        it.known ? 'Answered' : 'No answer found',
        it.lines.map((line) => line.text).join(' '),
      );
    case 'reader_restarted':
      return told('restart', 'The reader was started anew', it.why, 'warn');
    case 'restored':
      return told('workspace', `Files went back to event ${it.to}`, it.files.folder, 'accent');
    default:
      return unknown({ family: 'workspace', event: it } as never);
  }
}
