// An exported page has to stay small: it takes along the icons that it shows, and a build that shows another one fails.
import type { Plugin } from 'vite';

const SHOWN = new Set(
  'alert check chevron cross file filter fit keyboard left minus moon pause play plus scale search skip sun'.split(
    ' ',
  ),
);

export const fewIcons: Plugin = {
  name: 'few-icons',
  apply: 'build',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('.svelte')) return null;
    if (id.endsWith('/parts/Icon.svelte'))
      return code.replace(/^ {4}(\w+):\s*'[^']*',\n/gm, (line, name: string) =>
        SHOWN.has(name) ? line : '',
      );
    for (const [, one] of code.matchAll(/<Icon\s+name=("[^"]*"|\{[^}]*\})/g)) {
      for (const [, name] of one!.matchAll(/["']([a-z]+)["']/g))
        if (!SHOWN.has(name!)) this.error(`${id} shows the icon ${name}; see scripts/icons.ts`);
    }
    return null;
  },
};
