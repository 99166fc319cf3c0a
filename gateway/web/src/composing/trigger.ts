// What is being typed at the caret: a command, a mention, or plain words. Pure.

export interface Trigger {
  sign: '/' | '@';
  query: string;
  /** Where the sign stands, and where what belongs to it ends. */
  from: number;
  to: number;
}

/** A mention's words; a path has no spaces. */
const PART = /^[\p{L}\p{N}_./$:-]*$/u;

export function triggerAt(text: string, caret: number): Trigger | null {
  const before = text.slice(0, caret);
  const command = /^\s*\/([a-z-]*)$/i.exec(before);
  if (command) return { sign: '/', query: command[1]!, from: before.indexOf('/'), to: caret };
  const at = before.lastIndexOf('@');
  if (at < 0 || (at > 0 && !/[\s(“"'`,]/.test(before[at - 1]!))) return null;
  const query = before.slice(at + 1);
  if (!PART.test(query)) return null;
  return { sign: '@', query, from: at, to: caret };
}

/** The text with the mention written out, and where the caret stands then. */
export function complete(text: string, trigger: Trigger, by: string): { text: string; caret: number } {
  const rest = text.slice(trigger.to);
  const gap = /^[\s,.)]/.test(rest) ? '' : ' ';
  return {
    text: text.slice(0, trigger.from) + by + gap + rest,
    caret: trigger.from + by.length + 1,
  };
}
