/** A mark by which a provider is found at a glance. Always beside its name, so hidden from screen readers. */
import type { ProviderName } from './api';

const paths: Readonly<Record<ProviderName, string>> = {
  // A ring that opens to the right, with a bar into its middle.
  google: 'M18.5 7.2A8 8 0 1 0 20 12h-7.5',
  // A branch that leaves a line and joins it again.
  github:
    'M7 8.5v7M7 6a1 1 0 1 0 0 .01M7 18a1 1 0 1 0 0 .01M17 8a1 1 0 1 0 0 .01M17 10.5c0 4-10 1.5-10 5',
};

export function ProviderMark({ name }: { name: ProviderName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
