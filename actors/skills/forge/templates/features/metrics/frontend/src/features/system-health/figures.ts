/** Times and shares as people read them. */

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** To the second: it changes several times in a minute. */
export function formatMoment(iso: string): string {
  return clock.format(new Date(iso));
}

/** `4.2 ms`, `250 ms`, `1.3 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 10) return `${trimmed(milliseconds, 1)} ms`;
  if (milliseconds < 1000) return `${trimmed(milliseconds, 0)} ms`;
  return `${trimmed(milliseconds / 1000, 1)} s`;
}

/** An estimate: of what took longer than the longest measured time only that is known. */
export function formatEstimate(milliseconds: number, longest: number): string {
  const text = formatDuration(milliseconds);
  return milliseconds >= longest ? `${text} or more` : text;
}

/** `0 %`, `less than 0.1 %`, `12.5 %`. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return 'less than 0.1 %';
  return `${trimmed(share * 100, 1)} %`;
}

function trimmed(value: number, digits: number): string {
  return Number(value.toFixed(digits)).toString();
}
