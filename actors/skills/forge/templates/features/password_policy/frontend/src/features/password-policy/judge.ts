/** How hard a password is to guess, by what can be seen without a list of words; the server has the last word. */

export type Verdict = {
  /** 0 for nothing yet, 4 for strong. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** One thing that would make it better. */
  readonly advice: string;
};

const RUNS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const RUN_LENGTH = 4;
const REPEATED = /(.{1,4}?)\1{2,}/gu;
const DISTINCT_MIN = 5;

export function judge(password: string, lengthMin: number): Verdict {
  const length = Array.from(password).length;
  if (length === 0) return { score: 0, advice: 'A few words that do not belong together are good' };
  if (length < lengthMin) return { score: 1, advice: `${lengthMin - length} more characters` };
  if (new Set(password).size < DISTINCT_MIN) {
    return { score: 1, advice: 'Use more different characters' };
  }
  const worth = withoutPatterns(password.toLowerCase());
  if (worth < length) {
    return {
      score: worth < lengthMin ? 1 : 2,
      advice: 'Leave out runs such as 1234 and repetitions',
    };
  }
  if (/^\p{L}+[\d\W_]{0,6}$/u.test(password) && length < lengthMin + 4) {
    return {
      score: 2,
      advice: 'One word with something behind it is tried early: add other words',
    };
  }
  if (length < lengthMin + 4) return { score: 3, advice: 'Longer is better' };
  return { score: 4, advice: 'Use it here alone' };
}

/** How many characters are left without repetitions and runs of the alphabet or the keyboard. */
function withoutPatterns(password: string): number {
  const characters = Array.from(password.replace(REPEATED, ''));
  let left = 0;
  for (let at = 0; at < characters.length;) {
    const run = runLength(characters, at);
    if (run < RUN_LENGTH) left += 1;
    at += run < RUN_LENGTH ? 1 : run;
  }
  return left;
}

function runLength(characters: readonly string[], start: number): number {
  let length = 1;
  while (start + length < characters.length) {
    const piece = characters.slice(start, start + length + 1);
    const back = piece.toReversed().join('');
    if (!RUNS.some((run) => run.includes(piece.join('')) || run.includes(back))) break;
    length += 1;
  }
  return length;
}
