// Formulas as MathML, which browsers draw themselves. Nodes are made one by one, never from a string.
import temml from 'temml';

/** A formula that expands further is none. */
const EXPAND_MAX = 500;
const SIZE_EM_MAX = 10;

export function draw(text: string, display: boolean, into: Element): void {
  temml.render(text, into as HTMLElement, {
    displayMode: display,
    throwOnError: true,
    trust: false,
    maxExpand: EXPAND_MAX,
    maxSize: [SIZE_EM_MAX, SIZE_EM_MAX] as never,
  });
}
