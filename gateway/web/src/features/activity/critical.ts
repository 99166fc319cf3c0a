// The chain of tasks that held the end up. Pure.
import type { Plan } from '../../protocol/plan.ts';
import type { Bar } from './timeline.ts';

/** By task: the tasks that it had to wait for, as far as the record names them. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/** What the plan says: steps wait for steps, checks for checks or for all that is written, a repair for its check. */
export function needsOf({ steps, checks }: Plan): Map<string, string[]> {
  const written = steps.map((step) => step.task);
  const check = (name: string) => `check.${name}`;
  return new Map([
    ...steps.map((step): [string, string[]] => [step.task, step.after]),
    ...checks.flatMap(({ name, after }): [string, string[]][] => [
      [check(name), [...after.map(check), ...written]],
      [`repair.${name}`, [check(name)]],
    ]),
  ]);
}

/** From the task that ended last back to the first: before each stands what it waited for longest. */
export function criticalPath({ bars, needs }: { bars: readonly Bar[]; needs: Needs }, until: number): Bar[] {
  const ended = bars.filter((bar) => bar.to !== null && bar.to <= until);
  const path: Bar[] = [];
  let next = lastOf(ended);
  while (next) {
    path.unshift(next);
    next = holder(next, ended, needs);
  }
  return path;
}

function holder(bar: Bar, ended: readonly Bar[], needs: Needs): Bar | undefined {
  const before = ended.filter((one) => one.from < bar.from && one.to! <= bar.from);
  const wanted = needs.get(bar.task);
  // Nothing is known of what it needed, so it is what ended last.
  if (!wanted) return lastOf(before);
  const named = before.filter((one) => wanted.includes(one.task));
  // An agent does one thing at a time; and what needs no other task of the plan needs the plan.
  const other = (one: Bar) => one.role === bar.role || (named.length === 0 && !needs.has(one.task));
  return lastOf([...named, ...before.filter(other)]);
}

const lastOf = (bars: readonly Bar[]): Bar | undefined =>
  bars.reduce<Bar | undefined>((last, bar) => (last && last.to! >= bar.to! ? last : bar), undefined);
