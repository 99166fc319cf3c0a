/** Markdown as a list of tokens: CommonMark, tables, strike-through and bare addresses. HTML in it is text like any other. */
import MarkdownIt, { type Token } from 'markdown-it';
import { safeAddress } from './addresses';

/** Blocks in blocks; the parser leaves out what is nested deeper. */
const NESTING_MAX = 100;
/** A long chapter has a tenth of it; a browser draws this many in well under a second. */
const TOKENS_MAX = 10_000;

const parser = new MarkdownIt({ html: false, linkify: true, maxNesting: NESTING_MAX });
// Only what begins as an address is one: `notes.md` and `1.2.3.4` are not.
parser.linkify.set({ fuzzyLink: false, fuzzyIP: false });
// A link that may not be followed stays the text that it was written as.
parser.validateLink = (address) => safeAddress(address) !== null;
// An address is shown as it was written, since letters of other scripts can look like these.
parser.normalizeLinkText = (address) => address;

/** None for a text that is better shown as it was written: too large to draw, or nested too deeply to be read whole. */
export function parse(markdown: string): readonly Token[] | null {
  const tokens = parser.parse(markdown, {});
  let count = 0;
  for (const { level, children } of tokens) {
    count += 1 + (children?.length ?? 0);
    if (count > TOKENS_MAX || level >= NESTING_MAX - 1) return null;
  }
  return tokens;
}
