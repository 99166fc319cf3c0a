// The focus is never lost: where what has it goes away, or cannot be used any more, what stood around it takes it.

const SEEN = { checkVisibilityCSS: true } as const;
const usable = (one: HTMLElement): boolean =>
  one.isConnected && !one.matches(':disabled') && one.checkVisibility(SEEN);

/** Watches the page for as long as it is open. */
export function keepFocus(): void {
  /** What had the focus last, and what stood around it then. */
  let path: HTMLElement[] = [];
  /** Where the focus was put for what cannot be used for a moment; that gets it back. */
  let instead: HTMLElement | null = null;
  let waits = false;

  addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement) || target === instead) return;
    instead = null;
    path = [];
    for (let one: HTMLElement | null = target; one; one = one.parentElement) path.push(one);
  });

  function look() {
    waits = false;
    const [had, ...around] = path;
    const has = document.activeElement;
    if (instead !== null && has === instead && had && usable(had)) had.focus({ preventScroll: true });
    // Whoever clicks beside everything takes the focus away from what could have kept it.
    if ((has !== null && has !== document.body) || !had || usable(had)) return;
    const next = around.find((one) => one.hasAttribute('tabindex') && usable(one));
    instead = next ?? document.getElementById('main');
    instead?.focus({ preventScroll: true });
  }

  // The browser takes the focus away when it draws next, so that is when it is seen.
  new MutationObserver(() => {
    if (!waits) requestAnimationFrame(() => setTimeout(look));
    waits = true;
  }).observe(document.body, {
    subtree: true,
    childList: true,
    attributeFilter: ['disabled', 'hidden', 'class'],
  });
}
