/** A state or a choice, as a small label. */

/** Workflow states have a colour by their place, so that neighbours differ. */
const TONES = 5;

export function Badge({ children, tone = 0 }: { children: string; tone?: number }) {
  return <span className={`badge badge-${tone % TONES}`}>{children}</span>;
}
