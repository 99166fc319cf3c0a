/** A text with the words in it that were looked for. Its parts are text, whatever they say. */
import type { Part } from './api';

export function Marked({ parts }: { parts: readonly Part[] }) {
  return parts.map(({ text, hit }, index) => (hit ? <mark key={index}>{text}</mark> : text));
}
