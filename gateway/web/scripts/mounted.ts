// These pages are only ever mounted, never taken over from a server. Saying so to the bundler drops what would do that.
import type { Plugin } from 'vite';

const BEFORE = ['export let hydrating = false;', '\thydrating = value;\n'];
const AFTER = ['export const hydrating = false;', '\tvoid value;\n'];

export const mountedOnly: Plugin = {
  name: 'mounted-only',
  apply: 'build',
  transform(code, id) {
    if (!/svelte\/src\/internal\/client\/dom\/hydration\.js$/.test(id)) return null;
    if (BEFORE.some((text) => !code.includes(text)))
      this.error('Svelte changed how it marks hydration; see scripts/mounted.ts');
    return BEFORE.reduce((text, before, at) => text.replace(before, AFTER[at]!), code);
  },
};
