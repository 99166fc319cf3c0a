// The focus is never lost: where what has it goes away, or cannot be used any more, what stood around it takes it.

const SEEN = { checkVisibilityCSS: true } as const;
const usable = (one: HTMLElement): boolean =>
  one.isConnected && !one.matches(':disabled') && one.checkVisibility(SEEN);

/** Watches the page for as long as it is open. */
export function keepFocus(): void {
  /** What had the focus last, and what stood around it then. */
  let path: HTMLElement[] = [];
  /** Whether that could not be used for a moment; whoever clicks beside everything gives the focus away on purpose. */
  let lost = false;
  /** What has it instead meanwhile. */
  let instead: HTMLElement | null = null;
  let waits = false;

  addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement) || target === instead) return;
    [lost, instead, path] = [false, null, []];
    for (let one: HTMLElement | null = target; one; one = one.parentElement) path.push(one);
  });

  function look() {
    waits = false;
    const [had, ...around] = path;
    const has = document.activeElement;
    const nobody = has === null || has === document.body;
    if (!had || !lost || !(nobody || has === instead)) return;
    if (usable(had)) return had.focus({ preventScroll: true });
    if (!nobody) return;
    const next = around.find((one) => one.hasAttribute('tabindex') && usable(one));
    instead = next ?? document.getElementById('main');
    instead?.focus({ preventScroll: true });
  }

  // The browser takes the focus away when it draws next, so that is when it is seen.
  new MutationObserver(() => {
    if (path[0] && !usable(path[0])) lost = true;
    if (lost && !waits) {
      waits = true;
      requestAnimationFrame(() => setTimeout(look));
    }
  }).observe(document.body, {
    subtree: true,
    childList: true,
    attributeFilter: ['disabled', 'hidden', 'class'],
  });
}
