// What the page remembers on this machine: the theme, sizes of panels, and whether single keys are shortcuts.

type Theme = 'system' | 'light' | 'dark';

function read<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(`samriddh.${key}`);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    // A page from disk may have no storage; it then forgets, and works.
    return fallback;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(`samriddh.${key}`, JSON.stringify(value));
  } catch {
    // As above.
  }
}

export const recall = read;

function follow(query: string, tell: (on: boolean) => void): void {
  const found = matchMedia(query);
  tell(found.matches);
  found.addEventListener('change', () => tell(found.matches));
}

class Prefs {
  theme = $state<Theme>(read<Theme>('theme', 'system'));
  keys = $state<boolean>(read('keys', true));
  private systemDark = $state(false);
  private forced = $state(false);

  constructor() {
    follow('(prefers-color-scheme: dark)', (on) => (this.systemDark = on));
    follow('(forced-colors: active)', (on) => (this.forced = on));
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    remember('theme', theme);
    this.show();
  }

  /** From the system's to the other one, to the same as one's own, and back to the system's. */
  nextTheme(): void {
    const [other, same] = this.systemDark ? (['light', 'dark'] as const) : (['dark', 'light'] as const);
    this.setTheme(this.theme === 'system' ? other : this.theme === other ? same : 'system');
  }

  setKeys(on: boolean): void {
    this.keys = on;
    remember('keys', on);
  }

  get dark(): boolean {
    return this.theme === 'dark' || (this.theme === 'system' && this.systemDark);
  }

  /** Another text whenever colours are other ones: for what is drawn and not styled. */
  get look(): string {
    return `${this.theme} ${this.systemDark} ${this.forced}`;
  }

  show(): void {
    if (this.theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.theme;
  }
}

export const prefs = new Prefs();
