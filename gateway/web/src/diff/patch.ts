// A change as text that `git apply` takes. Pure.
import { createTwoFilesPatch } from 'diff';

const NOWHERE = '/dev/null';

export function patchOf(path: string, before: string | null, after: string | null, was = path): string {
  const from = before === null ? NOWHERE : `a/${was}`;
  const to = after === null ? NOWHERE : `b/${path}`;
  const text = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, { context: 3 });
  return text.replace(/^=+\n/, '');
}
