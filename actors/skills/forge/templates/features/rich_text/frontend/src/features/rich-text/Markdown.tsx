/** A text in Markdown as React elements. Only what has a case here is drawn: no HTML, no pictures, no addresses of scripts. */
import { Fragment, useMemo, type ReactNode } from 'react';
import type { Token } from 'markdown-it';
import { safeAddress } from './addresses';
import { parse } from './parser';

type MarkdownProps = {
  text: string;
  /** The level of the page's heading that the text stands under. */
  under: number;
};

/** Loaded when there is a text to draw, since many visits need no parser. */
export default function Markdown({ text, under }: MarkdownProps) {
  return useMemo(() => {
    const tokens = parse(text);
    return tokens ? draw(tokens, levels(tokens, under)) : <p>{text}</p>;
  }, [text, under]);
}

/** Emphasis in emphasis; what is nested deeper is drawn without it. */
const DEPTH_MAX = 100;
const LEVEL_MAX = 6;

type Levels = ReadonlyMap<string, number>;
type Open = { readonly token: Token | null; readonly inside: ReactNode[] };

/** Headings follow the page's: whichever are used, one level after another, and none left out between. */
function levels(tokens: readonly Token[], under: number): Levels {
  const used = tokens.filter(({ type }) => type === 'heading_open').map(({ tag }) => tag);
  const ranks = [...new Set(used)].sort();
  return new Map(ranks.map((tag, rank) => [tag, Math.min(under + 1 + rank, LEVEL_MAX)]));
}

/** A loop and not a recursion, so that no nesting is too deep for the stack. */
function draw(tokens: readonly Token[], heading: Levels): ReactNode {
  const root: Open = { token: null, inside: [] };
  const open = [root];
  let passed = 0;
  tokens.forEach((token, index) => {
    const { inside } = open.at(-1) ?? root;
    if (token.nesting === 1) {
      if (open.length > DEPTH_MAX) passed += 1;
      else open.push({ token, inside: [] });
    } else if (token.nesting === 0) {
      const inLink = open.some((it) => it.token?.type === 'link_open');
      inside.push(<Fragment key={index}>{leaf(token, heading, inLink)}</Fragment>);
    } else if (passed > 0) {
      passed -= 1;
    } else {
      const closed = open.pop() ?? root;
      const around = open.at(-1) ?? root;
      around.inside.push(<Fragment key={index}>{element(closed, heading)}</Fragment>);
    }
  });
  return root.inside;
}

/** What has neither beginning nor end. */
function leaf(token: Token, heading: Levels, inLink: boolean): ReactNode {
  switch (token.type) {
    case 'inline':
      return draw(token.children ?? [], heading);
    case 'code_inline':
      return <code>{token.content}</code>;
    case 'code_block':
    case 'fence':
      return (
        <pre>
          <code>{token.content}</code>
        </pre>
      );
    case 'hr':
      return <hr />;
    case 'hardbreak':
      return <br />;
    case 'softbreak':
      return '\n';
    case 'image':
      // A picture from elsewhere would tell its server who reads this: it is a link to follow or not.
      return inLink ? token.content : link(token.attrGet('src'), token.content);
    default:
      return token.content;
  }
}

function element({ token, inside }: Open, heading: Levels): ReactNode {
  switch (token?.type) {
    case 'paragraph_open':
      return token.hidden ? inside : <p>{inside}</p>;
    case 'heading_open':
      return <Heading level={heading.get(token.tag) ?? LEVEL_MAX}>{inside}</Heading>;
    case 'link_open':
      return link(token.attrGet('href'), inside);
    case 'em_open':
      return <em>{inside}</em>;
    case 'strong_open':
      return <strong>{inside}</strong>;
    case 's_open':
      return <s>{inside}</s>;
    case 'bullet_list_open':
      return <ul>{inside}</ul>;
    case 'ordered_list_open':
      return <ol start={Number(token.attrGet('start') ?? 1)}>{inside}</ol>;
    case 'list_item_open':
      return <li>{inside}</li>;
    case 'blockquote_open':
      return <blockquote>{inside}</blockquote>;
    case 'table_open':
      return (
        // Wider than the page it is scrolled, by the keyboard too.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="rich-text-table" role="group" aria-label="Table" tabIndex={0}>
          <table>{inside}</table>
        </div>
      );
    case 'thead_open':
      return <thead>{inside}</thead>;
    case 'tbody_open':
      return <tbody>{inside}</tbody>;
    case 'tr_open':
      return <tr>{inside}</tr>;
    case 'th_open':
      return <th className={alignment(token)}>{inside}</th>;
    case 'td_open':
      return <td className={alignment(token)}>{inside}</td>;
    default:
      return inside;
  }
}

function Heading({ level, children }: { level: number; children: ReactNode }) {
  const Tag = `h${level}` as 'h1' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6';
  return <Tag>{children}</Tag>;
}

/** Checked once more than the parser does it: the words without the link where it is not to be followed. */
function link(address: string | number | null, words: ReactNode): ReactNode {
  const href = typeof address === 'string' ? safeAddress(address) : null;
  if (href === null) return words;
  return (
    <a href={href} rel="noopener noreferrer nofollow">
      {words === '' ? href : words}
    </a>
  );
}

function alignment(token: Token): string | undefined {
  const style = token.attrGet('style');
  if (style === 'text-align:right') return 'rich-text-end';
  return style === 'text-align:center' ? 'rich-text-middle' : undefined;
}
