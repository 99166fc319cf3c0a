// What is sent: the words that were typed, and after them what the team reads of each file that goes along. Pure.

/** What the gateway made of a file: the words that the team will read. */
export interface Reading {
  id: string;
  name: string;
  kind: 'words' | 'table' | 'description';
  text: string;
  /** In a sentence, what was made of it. */
  note: string;
}

/** How long a message may be, in what the gateway counts it. */
export interface Measure {
  max: number;
  unit: string;
  of: (text: string) => number;
}

export const CHARACTERS: Measure = { max: 10_000, unit: 'characters', of: (text) => [...text].length };

/** A question is a sentence. */
export const QUESTION: Measure = {
  max: 2_000,
  unit: 'bytes',
  of: (text) => new TextEncoder().encode(text).length,
};

export const messageOf = (typed: string, readings: readonly Reading[]): string =>
  [typed, ...readings.map((one) => one.text)]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');

/** Why a description of a whole product cannot be sent so; empty where it can, and where there is none. */
export function misplaced(typed: string, readings: readonly Reading[], begins: boolean): string {
  const whole = readings.find((one) => one.kind === 'description');
  if (!whole) return '';
  if (!begins) return `${whole.name} describes a whole product: begin a new request with it.`;
  if (typed.trim() === '' && readings.length === 1) return '';
  return `${whole.name} describes a whole product, and stands for a request by itself: send it alone, and say what should be otherwise as a change of the plan.`;
}

/** Whether it is held to the length of what a person writes. */
export const isMeasured = (readings: readonly Reading[]): boolean =>
  readings.every((one) => one.kind !== 'description');

/** Files without which the message is short enough: one if one is enough, the smallest such. Null where what was typed is too long by itself. */
export function leaveOut(typed: string, readings: readonly Reading[], measure: Measure): Reading[] | null {
  const fits = (kept: readonly Reading[]) => measure.of(messageOf(typed, kept)) <= measure.max;
  if (fits(readings)) return [];
  if (!fits([])) return null;
  const bySize = [...readings].sort((a, b) => measure.of(a.text) - measure.of(b.text));
  const one = bySize.find((it) => fits(readings.filter((other) => other !== it)));
  if (one) return [one];
  const out: Reading[] = [];
  for (const it of bySize.reverse()) {
    out.push(it);
    if (fits(readings.filter((other) => !out.includes(other)))) break;
  }
  return out;
}
