// Checks and repairs.
import type { CheckResult } from '../../protocol/check.ts';
import { duration, many } from '../amounts.ts';
import { plain } from '../team.ts';
import { told, type Of, type Told } from './told.ts';

export function check(it: Of<'check'>): Told {
  if (it.kind === 'ended') return result(it.name, it.result);
  const { why, changed } = it.result;
  return why
    ? told('failure', `${it.name} was not repaired`, why, 'bad')
    : told('check', `${it.name} was repaired`, `${many(changed.length, 'file')} changed`, 'good');
}

function result(name: string, result: CheckResult): Told {
  const took = result.duration_ms > 0 ? duration(result.duration_ms) : '';
  switch (result.status) {
    case 'verified':
      return told('check', `Verified ${name}`, took, 'good');
    case 'failed':
      return told('check', `${name} failed`, result.reason, 'bad');
    case 'not_checked':
      return told('check', `${name} not checked`, result.reason, 'warn');
    default:
      return told('check', name, plain(String(result.status)));
  }
}
