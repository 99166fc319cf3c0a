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
  'on-accent',
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
  // With forced colours everything would be read as the colour of text: these are asked for by the names the system has.
  const forced = matchMedia('(forced-colors: active)').matches;
  probe.style.setProperty('forced-color-adjust', 'none');
  const colours = NAMES.map((name) => {
    probe.style.color = forced ? systemColour(name) : `var(--${name})`;
    return [name, style.color] as const;
  });
  const palette = { ...Object.fromEntries(colours), font: style.fontFamily, mono: 'monospace' } as Palette;
  probe.remove();
  return palette;
}

/** Kinds are told by their shapes there; what is chosen or runs is highlighted. */
function systemColour(name: string): string {
  if (name === 'on-accent') return 'HighlightText';
  if (name.startsWith('bg') || name.endsWith('-soft')) return 'Canvas';
  if (name === 'accent' || name === 'accent-solid') return 'Highlight';
  return name === 'line' || name === 'text-3' ? 'GrayText' : 'CanvasText';
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
