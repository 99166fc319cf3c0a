// What was claimed, disputed, voted and ruled, question by question, each step with its place in the log. Pure.
import type { Claim, Conflict, Ruling, Vote } from '../../protocol/claim.ts';
import type { Event } from '../../protocol/event.ts';

export interface At<T> {
  at: number;
  it: T;
}

/** One question the team had to settle, in one round: after a change to the plan the same may be settled anew. */
export interface Debate {
  id: string;
  key: string;
  round: number;
  claims: At<Claim>[];
  conflict: At<Conflict> | null;
  votes: At<Vote>[];
  ruling: At<Ruling> | null;
}

export type Stand = 'open' | 'ruled' | 'agreed' | 'claimed';

export function standOf(debate: Debate): Stand {
  if (debate.conflict) return debate.ruling ? 'ruled' : 'open';
  return debate.ruling ? 'agreed' : 'claimed';
}

export function debatesOf(events: readonly Event[], until: number): Debate[] {
  const all: Debate[] = [];
  let now = new Map<string, Debate>();
  let round = 1;
  const of = (key: string): Debate => {
    const known = now.get(key);
    if (known) return known;
    const made: Debate = {
      id: `${round} ${key}`,
      key,
      round,
      claims: [],
      conflict: null,
      votes: [],
      ruling: null,
    };
    now.set(key, made);
    all.push(made);
    return made;
  };
  for (let at = 0; at <= until && at < events.length; at += 1) {
    const { body } = events[at]!;
    if (beginsAnew(body)) {
      round += 1;
      now = new Map();
    }
    if (body.family !== 'claim') continue;
    const it = body.event;
    if (it.kind === 'published') of(it.claim.key).claims.push({ at, it: it.claim });
    else if (it.kind === 'disputed') of(it.conflict.key).conflict = { at, it: it.conflict };
    else if (it.kind === 'vote_cast') of(it.vote.key).votes.push({ at, it: it.vote });
    else if (it.kind === 'ruled') of(it.ruling.key).ruling = { at, it: it.ruling };
  }
  return all;
}

const beginsAnew = (body: Event['body']): boolean =>
  (body.family === 'plan' && body.event.kind === 'revised') ||
  (body.family === 'session' && body.event.kind === 'rewound');

export interface Option {
  value: string;
  claims: At<Claim>[];
  votes: At<Vote>[];
  weight: number;
  won: boolean;
}

/** The answers there were, the chosen one first. */
export function optionsOf(debate: Debate): Option[] {
  const values = new Set([
    ...(debate.conflict?.it.options.map((one) => one.value) ?? []),
    ...debate.claims.map((one) => one.it.value),
    ...(debate.ruling ? [debate.ruling.it.value] : []),
  ]);
  return [...values]
    .map((value) => {
      const votes = debate.votes.filter((one) => one.it.value === value);
      return {
        value,
        claims: debate.claims.filter((one) => one.it.value === value),
        votes,
        weight: votes.reduce((sum, one) => sum + one.it.weight, 0),
        won: debate.ruling?.it.value === value,
      };
    })
    .sort((a, b) => Number(b.won) - Number(a.won) || b.weight - a.weight);
}

/** Where in the log an event belongs to a question, so that what is chosen on the lanes is shown here. */
export const debateAt = (debates: readonly Debate[], at: number): Debate | null =>
  debates.find(
    (one) =>
      one.conflict?.at === at ||
      one.ruling?.at === at ||
      one.claims.some((claim) => claim.at === at) ||
      one.votes.some((vote) => vote.at === at),
  ) ?? null;
