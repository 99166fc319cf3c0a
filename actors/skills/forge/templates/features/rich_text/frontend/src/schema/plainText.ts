/** Markdown without its marks, on one line: for excerpts and names, where there is no room for formatting. */

/** Far more than any excerpt shows, and little enough that a hostile text takes no time. */
const READ_LENGTH_MAX = 1500;
/** Strong in emphasis in struck-out words: each round takes the innermost marks off. */
const ROUNDS = 3;

const BLOCKS: readonly (readonly [RegExp, string])[] = [
  // Fences of code, rules, lines under headings and under the heads of tables, definitions of links.
  [/^[ \t]*(?:```|~~~).*$/gm, ''],
  [/^[ \t]*(?:(?:[-*_=]{2,}|[-*_](?:[ \t]+[-*_])+)[ \t]*)$/gm, ''],
  [/^[ \t]*\|?[ \t]*:?-[-:| \t]*$/gm, ''],
  [/^ {0,3}\[[^\]\n]+\]:[ \t]*\S+.*$/gm, ''],
  // What stands before a line of a quote, a list or a heading, and between the cells of a table.
  [/^[ \t]*(?:(?:>[ \t]*|(?:[-*+]|\d{1,9}[.)]|#{1,6})(?:[ \t]+|$)))+/gm, ''],
  [/[ \t]+#+[ \t]*$/gm, ''],
  [/^\||(?<!\\)\|[ \t]*$|(?<=[ \t])\|(?=[ \t])/gm, ' '],
];

const LINKS: readonly (readonly [RegExp, string])[] = [
  [/!?\[([^[\]]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:[ \t]+["'][^"'\n]*["'])?[ \t]*\)/g, '$1'],
  [/!?\[([^[\]]+)\]\[[^[\]]*\]/g, '$1'],
  [/<((?:https?:|mailto:)[^<>\s]+)>/gi, '$1'],
];

const MARKS: readonly (readonly [RegExp, string])[] = [
  [/(?<![\\`])(`{1,3})(?!`)([^`\n]+)\1(?!`)/g, '$2'],
  [/(?<![\\*])(\*{1,3})(?=[^\s*])([^*\n]*[^\s*\\])\1(?!\*)/g, '$2'],
  [/(?<![\\_\p{L}\p{N}])(_{1,3})(?=[^\s_])([^\n]*?[^\s_\\])\1(?![_\p{L}\p{N}])/gu, '$2'],
  [/(?<![\\~])(~~)(?=[^\s~])([^~\n]*[^\s~\\])\1(?!~)/g, '$2'],
];

export function plainText(markdown: string): string {
  let text = markdown.slice(0, READ_LENGTH_MAX);
  for (const [mark, instead] of [...BLOCKS, ...LINKS]) text = text.replace(mark, instead);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [mark, instead] of MARKS) text = text.replace(mark, instead);
  }
  return text
    .replace(/\\(?=[!-/:-@[-`{-~\n])/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
