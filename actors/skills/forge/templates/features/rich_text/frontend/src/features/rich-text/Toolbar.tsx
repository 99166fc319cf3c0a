/** The formats as buttons: one stop of the Tab key, and arrow keys between them. */
import { useRef, useState, type KeyboardEvent } from 'react';
import {
  toggleBullets,
  toggleCode,
  toggleHeading,
  toggleLink,
  toggleMark,
  toggleNumbers,
  toggleQuote,
  type Format,
} from './edits';

type Tool = {
  readonly label: string;
  readonly icon: string;
  readonly format: Format;
  /** With Ctrl, or with Cmd on a Mac. */
  readonly key?: string;
};

const TOOLS: readonly Tool[] = [
  {
    label: 'Bold',
    icon: 'M7 5h6a3.5 3.5 0 0 1 0 7H7Zm0 7h7a3.5 3.5 0 0 1 0 7H7Z',
    format: toggleMark('**'),
    key: 'b',
  },
  { label: 'Italic', icon: 'M10 5h7M7 19h7m-.5-14-3 14', format: toggleMark('_'), key: 'i' },
  {
    label: 'Strike-through',
    icon: 'M4 12h16M16.5 8A4 4 0 0 0 12.5 5h-1A3.5 3.5 0 0 0 8.5 10M7.5 16a4 4 0 0 0 4 3h1.5a3.5 3.5 0 0 0 3-5',
    format: toggleMark('~~'),
  },
  { label: 'Heading', icon: 'M6 5v14m12-14v14M6 12h12', format: toggleHeading },
  {
    label: 'Insert link',
    icon: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7m2 3a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17',
    format: toggleLink,
    key: 'k',
  },
  {
    label: 'Bulleted list',
    icon: 'M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01',
    format: toggleBullets,
  },
  {
    label: 'Numbered list',
    icon: 'M10 6h10M10 12h10M10 18h10M4 4.5 5 4v5M3.8 15.5a1.3 1.3 0 0 1 2.5.5c0 1-2.5 2-2.5 3.5h2.7',
    format: toggleNumbers,
  },
  { label: 'Block quote', icon: 'M5 5v14M10 7h9M10 12h9M10 17h6', format: toggleQuote },
  { label: 'Code', icon: 'm8 7-5 5 5 5m8-10 5 5-5 5', format: toggleCode },
];

/** The format that a key asks for. */
export function formatFor(event: KeyboardEvent): Format | undefined {
  if (event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return undefined;
  const pressed = event.key.toLowerCase();
  return TOOLS.find(({ key }) => key === pressed)?.format;
}

type ToolbarProps = { label: string; controls: string; onFormat: (format: Format) => void };

export function Toolbar({ label, controls, onFormat }: ToolbarProps) {
  const [current, setCurrent] = useState(0);
  const bar = useRef<HTMLDivElement>(null);

  const move = (event: KeyboardEvent) => {
    const to = target(event.key, current);
    if (to === undefined) return;
    event.preventDefault();
    setCurrent(to);
    bar.current?.querySelectorAll('button')[to]?.focus();
  };

  return (
    <div
      ref={bar}
      role="toolbar"
      tabIndex={-1}
      aria-label={label}
      aria-controls={controls}
      className="rich-editor-tools"
      onKeyDown={move}
    >
      {TOOLS.map(({ label: name, icon, format, key }, index) => (
        <button
          key={name}
          type="button"
          className="rich-editor-tool"
          tabIndex={index === current ? 0 : -1}
          aria-label={name}
          title={key === undefined ? name : `${name} (Ctrl+${key.toUpperCase()})`}
          aria-keyshortcuts={key === undefined ? undefined : `Control+${key} Meta+${key}`}
          onClick={() => {
            setCurrent(index);
            onFormat(format);
          }}
        >
          <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d={icon} />
          </svg>
        </button>
      ))}
    </div>
  );
}

function target(key: string, current: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (current + 1) % TOOLS.length;
    case 'ArrowLeft':
      return (current + TOOLS.length - 1) % TOOLS.length;
    case 'Home':
      return 0;
    case 'End':
      return TOOLS.length - 1;
    default:
      return undefined;
  }
}
