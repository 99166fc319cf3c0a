// What was said before, as the arrow keys go through it. Pure.

/** As many as somebody goes back through. */
export const KEPT_MAX = 100;

export class History {
  private at: number;
  private draft = '';
  private readonly all: readonly string[];

  /** The oldest first. */
  constructor(all: readonly string[]) {
    this.all = all;
    this.at = all.length;
  }

  get browsing(): boolean {
    return this.at < this.all.length;
  }

  /** What was typed is kept until one comes back to it. */
  older(text: string): string | null {
    if (this.at === 0) return null;
    if (!this.browsing) this.draft = text;
    this.at -= 1;
    return this.all[this.at]!;
  }

  newer(): string | null {
    if (!this.browsing) return null;
    this.at += 1;
    return this.all[this.at] ?? this.draft;
  }
}

/** The newest last, each text once. */
export function remembered(all: readonly string[], said: string): string[] {
  return [...all.filter((one) => one !== said), said].slice(-KEPT_MAX);
}
