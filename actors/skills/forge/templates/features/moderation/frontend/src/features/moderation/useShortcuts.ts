/** Single keys that work while the focus is in a list, and nowhere else: they would disturb typing and other tools. */
import { useEffect, type RefObject } from 'react';

/** By letter: what is done with the item that has the focus, given its place. */
export type Shortcuts = Readonly<Record<string, (at: number) => void>>;

const STEPS: Readonly<Record<string, number>> = { j: 1, k: -1 };

export function useShortcuts(list: RefObject<HTMLElement | null>, shortcuts: Shortcuts): void {
  useEffect(() => {
    const element = list.current;
    if (!element) return undefined;
    const onKey = (event: KeyboardEvent) => {
      const at = placeOf(event);
      const key = event.key.toLowerCase();
      if (at === null || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = STEPS[key];
      const act = shortcuts[key];
      if (step === undefined && !act) return;
      event.preventDefault();
      if (step !== undefined) focusItem(element, at + step);
      act?.(at);
    };
    element.addEventListener('keydown', onKey);
    return () => {
      element.removeEventListener('keydown', onKey);
    };
  }, [list, shortcuts]);
}

/** The item's checkbox takes the focus for it. */
export function focusItem(list: HTMLElement | null, at: number): void {
  const item = list?.querySelector<HTMLElement>(`[data-index="${at}"] input`);
  item?.focus();
}

function placeOf({ target }: KeyboardEvent): number | null {
  const item = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  return item ? Number(item.dataset.index) : null;
}
