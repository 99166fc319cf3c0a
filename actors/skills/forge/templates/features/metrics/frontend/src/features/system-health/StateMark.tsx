/** A state by its sign, its word and its colour: whoever cannot tell one of them has the others. */
import type { HealthState } from './api';

type Mark = { readonly word: string; readonly tone: number; readonly path: string };

const marks: Readonly<Record<HealthState, Mark>> = {
  ok: { word: 'OK', tone: 1, path: 'm5 12.5 4.5 4.5L19 7.5' },
  degraded: { word: 'Degraded', tone: 4, path: 'M12 8v5m0 3.5v.5M12 3 2.5 20h19L12 3Z' },
  down: { word: 'Down', tone: 2, path: 'm6 6 12 12M18 6 6 18' },
};

export function StateMark({ state }: { state: HealthState }) {
  const { word, tone, path } = marks[state];
  return (
    <span className={`badge badge-${tone.toString()}`}>
      <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d={path} />
      </svg>{' '}
      {word}
    </span>
  );
}
