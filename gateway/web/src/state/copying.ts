// Text to the clipboard, with what became of it said aloud.
import { say } from './say.svelte.ts';

export async function copy(text: string, what: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    say.tell(`${what} copied`);
    return true;
  } catch {
    say.show('The browser does not let this page copy', true);
    return false;
  }
}
