// Colours for the canvas, read from the design system as they are now: the theme, and forced colours, hold there too.
import type { Like } from '../../words/event.ts';

const NAMES = [
  'bg',
  'bg-sunken',
  'bg-raised',
  'bg-hover',
  'line',
  'line-strong',
  'text',
  'text-2',
  'text-3',
  'accent',
  'accent-solid',
  'accent-soft',
  'accent-line',
  'good',
  'good-soft',
  'good-line',
  'warn',
  'warn-soft',
  'warn-line',
  'bad',
  'bad-soft',
  'bad-line',
  'violet',
  'teal',
] as const;
export type Palette = Record<(typeof NAMES)[number], string> & { font: string; mono: string };

export function readPalette(within: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  within.append(probe);
  const style = getComputedStyle(probe);
  const colours = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, style.color] as const;
  });
  const palette = { ...Object.fromEntries(colours), font: style.fontFamily, mono: 'monospace' } as Palette;
  probe.remove();
  return palette;
}

export function colourOf(like: Like, palette: Palette): string {
  switch (like) {
    case 'conflict':
    case 'restart':
      return palette.warn;
    case 'ruling':
    case 'vote':
      return palette.violet;
    case 'check':
      return palette.good;
    case 'failure':
      return palette.bad;
    case 'person':
    case 'question':
    case 'plan':
      return palette.accent;
    case 'model':
    case 'cost':
    case 'workspace':
      return palette.teal;
    default:
      return palette['text-3'];
  }
}
