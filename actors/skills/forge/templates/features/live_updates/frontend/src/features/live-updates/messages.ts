/** What the server says about changes, and the codes that a connection ends with. */

export type Happened = 'created' | 'updated' | 'deleted';

export type Change = {
  /** The table: `blog_posts`. */
  readonly kind: string;
  readonly id: string | number;
  readonly happened: Happened;
};

export type Message =
  | { readonly type: 'ready'; readonly expiresInS: number | null }
  | { readonly type: 'changes'; readonly changes: readonly Change[] }
  | { readonly type: 'reset' }
  | { readonly type: 'ping' };

export const CLOSED = {
  tooLong: 1009,
  wrong: 4400,
  refused: 4401,
  otherRights: 4409,
  tooMany: 4429,
} as const;

/** Nothing for what a newer server may say, and for what is none of ours. */
export function readMessage(data: unknown): Message | null {
  const said = parse(data);
  switch (said?.type) {
    case 'ready':
      return {
        type: 'ready',
        expiresInS: typeof said.expires_in === 'number' ? said.expires_in : null,
      };
    case 'changes':
      return Array.isArray(said.changes)
        ? { type: 'changes', changes: said.changes.filter(isChange) }
        : null;
    case 'reset':
    case 'ping':
      return { type: said.type };
    default:
      return null;
  }
}

function parse(data: unknown): Record<string, unknown> | null {
  if (typeof data !== 'string') return null;
  try {
    const said: unknown = JSON.parse(data);
    return isObject(said) ? said : null;
  } catch {
    return null;
  }
}

function isChange(value: unknown): value is Change {
  return isObject(value) && typeof value.kind === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
