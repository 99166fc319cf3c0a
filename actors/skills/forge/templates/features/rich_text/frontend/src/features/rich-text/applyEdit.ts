/** Changes a text area as typing does: the browser's own undo takes it back, and React hears of it. */
import type { Edit } from './edits';

export function applyEdit(area: HTMLTextAreaElement, { from, to, insert, select }: Edit): void {
  area.focus();
  area.setSelectionRange(from, to);
  if (!typed(insert)) {
    area.setRangeText(insert);
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }
  area.setSelectionRange(select.start, select.end);
}

/** Deprecated, and still the only way that undo knows of; false where a browser has it no more. */
function typed(text: string): boolean {
  if (!('execCommand' in document)) return false;
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return document.execCommand(text === '' ? 'delete' : 'insertText', false, text);
}
