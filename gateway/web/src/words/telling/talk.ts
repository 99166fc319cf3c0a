// Messages between agents, and with the person.
import { nameOf } from '../team.ts';
import { told, type Of, type Told } from './told.ts';

export function message(it: Of<'message'>): Told {
  if (it.kind === 'dead_lettered') {
    return told(
      'failure',
      `Message to ${nameOf(it.to)} was never handled`,
      `${it.about}: ${it.reason}`,
      'warn',
    );
  }
  return told('message', `${nameOf(it.from)} → ${nameOf(it.to)}: ${it.subject}`, it.about, 'plain', true);
}

export function human(it: Of<'human'>): Told {
  return it.kind === 'asked'
    ? told('question', `The team asks: ${it.question.text}`, it.question.options.join(', '), 'accent')
    : told('person', `Answered: ${it.value}`, it.question, 'accent');
}
