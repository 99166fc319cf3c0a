/** Files as people speak of them. */

const STEP = 1024;
const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** `1536` as `1.5 kB`, `13` as `13 bytes`. */
export function formatSize(bytes: number): string {
  const steps = bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(STEP));
  const power = Math.min(steps, units.length - 1);
  const format = new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: units[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: 1,
  });
  return format.format(bytes / STEP ** power);
}

/** What the name ends with, in small letters; empty where there is no such end. */
export function extensionOf(name: string): string {
  const at = name.lastIndexOf('.');
  return at <= 0 ? '' : name.slice(at + 1).toLowerCase();
}

/** `PDF` */
export function kindOf(name: string): string {
  return extensionOf(name).toUpperCase();
}
