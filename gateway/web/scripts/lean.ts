// What of Svelte these pages never use, told to the bundler so that it can leave it out: they are mounted and never taken over
// from a server, all of them are in runes mode, nothing awaits while rendering, and no part of a page catches another one's errors. A version that says it otherwise fails the build.
import type { Plugin } from 'vite';

const CHANGES: [file: string, before: string, after: string][] = [
  ['dom/hydration.js', 'export let hydrating = false;', 'export const hydrating = false;'],
  ['dom/hydration.js', '\thydrating = value;\n', '\tvoid value;\n'],
  ...['async', 'legacy', 'tracing'].flatMap((mode): [string, string, string][] => [
    ['flags/index.js', `export let ${mode}_mode_flag = false;`, `export const ${mode}_mode_flag = false;`],
    ['flags/index.js', `\t${mode}_mode_flag = true;\n`, notUsed(mode)],
  ]),
  ['flags/index.js', '\tasync_mode_flag = false;\n', ''],
  [
    'blocks/boundary.js',
    '\t\tif (!this.#props.onerror && !this.#props.failed) {\n\t\t\tthrow error;\n\t\t}\n',
    '\t\tthrow error;\n',
  ],
  [
    'reactivity/async.js',
    '\tif (async.length === 0 && pending.length === 0) {\n\t\tfn(deriveds);\n\t\treturn;\n\t}\n',
    `\tif (async.length === 0 && pending.length === 0) return fn(deriveds);\n${notUsed('async')}`,
  ],
];

function notUsed(mode: string): string {
  return `\tthrow new Error('${mode} mode is left out of this build; see scripts/lean.ts');\n`;
}

export const lean: Plugin = {
  name: 'lean',
  apply: 'build',
  transform(code, id) {
    if (id.endsWith('.svelte') && code.includes('$.boundary('))
      this.error(`${id} catches errors, which this build leaves out; see scripts/lean.ts`);
    const mine = CHANGES.filter(([file]) => id.endsWith(file) && id.includes('/svelte/src/internal/'));
    if (mine.length === 0) return null;
    let text = code;
    for (const [file, before, after] of mine) {
      if (!text.includes(before)) this.error(`Svelte changed ${file}; see scripts/lean.ts`);
      text = text.replace(before, after);
    }
    return text;
  },
};
