// Limits of what a model may use, as a person types them. Pure: what is not surely a limit is refused, never taken for none.

export type Limit = { max: number | null; why: null } | { max: null; why: string };

const MICRO = 1_000_000;
const HOW_MONEY = 'Write the most it may cost in dollars, for example 0.50.';
const HOW_TOKENS = 'Write a whole number of tokens, for example 200000, or nothing for no limit of tokens.';

const given = (max: number | null): Limit => ({ max, why: null });
const refused = (why: string): Limit => ({ max: null, why });

/** `0.50` or `0,50` dollars in millionths of a dollar. There is always such a limit. */
export function readDollars(text: string): Limit {
  const found = /^\$?\s*(\d{1,6})(?:[.,](\d{1,6}))?$/.exec(text.trim());
  if (!found) return refused(HOW_MONEY);
  const [whole = '', part = ''] = found.slice(1);
  // `1,000` is one dollar to some people and a thousand to others.
  if (part.length === 3 && !/^0+$/.test(whole))
    return refused(`“${text.trim()}” can be read in two ways: write ${whole}${part} or ${whole}.${part}0.`);
  const micro = Number(whole) * MICRO + Number(part.padEnd(6, '0'));
  return micro === 0
    ? refused('With nothing to spend no model can be asked: leave it out instead.')
    : given(micro);
}

/** A number of tokens, its thousands grouped or not; nothing is no limit. */
export function readTokens(text: string): Limit {
  const plain = text.trim();
  if (plain === '') return given(null);
  if (!/^(\d{1,12}|\d{1,3}([ .,_’'\u00a0\u202f]\d{3}){1,3})$/u.test(plain)) return refused(HOW_TOKENS);
  const tokens = Number(plain.replace(/\D/g, ''));
  return tokens === 0
    ? refused('With no tokens no model can be asked: leave it out instead.')
    : given(tokens);
}
