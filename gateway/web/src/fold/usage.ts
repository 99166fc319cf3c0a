// What calls may cost and have cost: reserved before, settled after. Money is in micro-dollars.
import type { Amount, Event, UsageEvent } from '../protocol/event.ts';
import type { Total, View } from '../protocol/view.ts';
import { account } from './misfit.ts';

export function usage(view: View, event: Event, body: UsageEvent): void {
  const { spending } = view;
  const held = { ...spending.held };
  switch (body.kind) {
    case 'reserved':
      if (body.id !== spending.given_out + 1)
        throw account(event.seq, `reservation ${body.id} comes out of order`);
      held[body.id] = body.worst;
      view.spending = { ...spending, given_out: body.id, held };
      return;
    case 'settled': {
      const worst = take(held, event, body.id);
      view.spending = {
        ...spending,
        held,
        spent: plus(spending.spent, totalOf(body.used)),
        overrun: plus(spending.overrun, above(totalOf(body.used), totalOf(worst))),
      };
      return;
    }
    case 'released':
      take(held, event, body.id);
      view.spending = { ...spending, held };
      return;
    default:
      body satisfies never;
  }
}

function take(held: Record<string, Amount>, event: Event, id: number): Amount {
  const worst = held[id];
  if (!worst) throw account(event.seq, `reservation ${id} is not held`);
  delete held[id];
  return worst;
}

const totalOf = (amount: Amount): Total => ({
  tokens: amount.tokens,
  micro_dollars: amount.micro_dollars ?? 0,
  unpriced: amount.micro_dollars === null ? 1 : 0,
});

const plus = (a: Total, b: Total): Total => ({
  tokens: a.tokens + b.tokens,
  micro_dollars: a.micro_dollars + b.micro_dollars,
  unpriced: a.unpriced + b.unpriced,
});

const above = (a: Total, b: Total): Total => ({
  tokens: Math.max(0, a.tokens - b.tokens),
  micro_dollars: Math.max(0, a.micro_dollars - b.micro_dollars),
  unpriced: Math.max(0, a.unpriced - b.unpriced),
});
