// What is said aloud and shown for a moment: few words, one at a time, so that a screen reader is not flooded.

const QUIET_MS = 2_500;
const SHOWN_MS = 6_000;

class Say {
  aloud = $state('');
  toast = $state<{ text: string; bad: boolean } | null>(null);
  private waiting: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;

  /** The latest wins: what was not said yet has been overtaken. */
  tell(text: string): void {
    this.waiting = text;
    if (this.timer) return;
    this.speak();
  }

  show(text: string, bad = false): void {
    this.toast = { text, bad };
    this.tell(text);
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => (this.toast = null), SHOWN_MS);
  }

  private speak(): void {
    if (this.waiting === null) return;
    this.aloud = this.waiting;
    this.waiting = null;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.speak();
    }, QUIET_MS);
  }
}

export const say = new Say();
