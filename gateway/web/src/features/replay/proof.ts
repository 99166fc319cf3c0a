// What the gateway found of a record's chain of hashes, in words. Pure.
import type { Verdict } from '../../state/api.ts';
import type { Tone } from '../../words/event.ts';

export interface Proof {
  tone: Tone;
  text: string;
  more: string;
}

export function proofOf(found: Verdict): Proof {
  const said = (name: string) => (found[name] == null ? '' : String(found[name]));
  const altered = (more: string): Proof => ({ tone: 'bad', text: 'altered', more });
  if (said('unfounded_rewind'))
    return altered(`event ${said('unfounded_rewind')} goes back to a state that the record does not lead to`);
  if (said('foreign_fork'))
    return altered(`event ${said('foreign_fork')} forks a record that is not the one before it`);
  const end = found['reaches_end'] === false ? '; it does not reach the end of the session' : '';
  const whole = `${said('records')} records${end}; the chain's head is ${said('head')}`;
  switch (said('verdict')) {
    case 'intact':
      return { tone: 'good', text: 'verified', more: whole };
    case 'unfinished':
      return {
        tone: 'warn',
        text: 'verified, the end is cut off',
        more: `${whole}; the last one was not written to its end`,
      };
    case 'empty':
      return altered('the record is empty');
    default:
      return altered(
        [`record ${said('record')}`, said('reason')].filter((one) => one.trim() !== 'record').join(': '),
      );
  }
}
