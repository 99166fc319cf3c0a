// Calls of models and what they cost.
import { many, money } from '../amounts.ts';
import { capital, plain } from '../team.ts';
import { told, type Of, type Told } from './told.ts';

export function model(it: Of<'model'>): Told {
  if (it.kind === 'requested')
    return told('model', `Asks ${it.model}`, `attempt ${it.attempt} of ${it.call}`);
  if (it.kind === 'failed') return told('failure', `The model failed: ${plain(it.failure)}`, it.why, 'warn');
  const tokens = it.usage ? many(it.usage.input_tokens + it.usage.output_tokens, 'token') : '';
  return told('model', 'The model answered', tokens);
}

export function usage(it: Of<'usage'>): Told {
  const amount = it.kind === 'reserved' ? it.worst : it.kind === 'settled' ? it.used : null;
  const cost = amount?.micro_dollars == null ? '' : `, ${money(amount.micro_dollars)}`;
  return told(
    'cost',
    `${capital(it.kind)}`,
    amount ? many(amount.tokens, 'token') + cost : it.call,
    'plain',
    true,
  );
}
