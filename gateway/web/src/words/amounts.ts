// Numbers as people read them.

/** `0.4 s`, `12 s`, `4 min 35 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return ms < 10 ? `${Math.max(0, Math.round(ms))} ms` : `${(ms / 1000).toFixed(2)} s`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return s % 60 === 0 ? `${min} min` : `${min} min ${s % 60} s`;
  return `${Math.floor(min / 60)} h ${min % 60} min`;
}

/** With a narrow space between thousands. */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, '\u202f');

export const many = (n: number, one: string, more = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : more}`;

export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  if (n < 1_000_000) return `${(n / 1000).toFixed(1)} kB`;
  return `${(n / 1_000_000).toFixed(1)} MB`;
}

/** Processor time and the greatest memory. */
export const usage = (used: { cpu_ms: number; memory_bytes: number } | null | undefined): string =>
  used
    ? `${duration(used.cpu_ms)} of processor time, at most ${bytes(used.memory_bytes)} of memory`
    : 'not measured';

export const money = (microDollars: number): string => {
  const dollars = microDollars / 1_000_000;
  return `$${dollars < 0.1 ? dollars.toFixed(4) : dollars.toFixed(2)}`;
};

/** `just now`, `5 min ago`, `3 h ago`, then the date. */
export function ago(then: number, now: number): string {
  const s = Math.round((now - then) / 1000);
  if (s < 45) return 'just now';
  if (s < 3600) return `${Math.max(1, Math.round(s / 60))} min ago`;
  if (s < 86_400) return `${Math.round(s / 3600)} h ago`;
  if (s < 7 * 86_400) return many(Math.round(s / 86_400), 'day') + ' ago';
  return new Date(then).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}

export const clock = (ms: number): string => new Date(ms).toLocaleTimeString();
