// The names of keys as they are printed on a keyboard.

const NAMES: Record<string, string> = {
  mod: navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl',
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  space: 'Space',
  escape: 'Esc',
  shift: 'Shift',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
};

export const keyNames = (keys: string): string[] =>
  keys
    .split(/[ +]/)
    .filter(Boolean)
    .map((part) => NAMES[part] ?? part.toUpperCase());
