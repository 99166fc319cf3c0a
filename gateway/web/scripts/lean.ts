// What of Svelte these pages never use, told to the bundler so that it can leave it out: they are mounted and never taken over
// from a server, all of them are in runes mode, nothing awaits while rendering, and no part of a page catches another one's errors. A version that says it otherwise fails the build.
import type { Plugin } from 'vite';

const CHANGES: [file: string, before: string, after: string][] = [
  ['dom/hydration.js', 'export let hydrating = false;', 'export const hydrating = false;'],
  ['dom/hydration.js', '\thydrating = value;\n', '\tvoid value;\n'],
  ...['async', 'legacy', 'tracing'].flatMap((mode): [string, string, string][] => [
    ['flags/index.js', `export let ${mode}_mode_flag = false;`, `export const ${mode}_mode_flag = false;`],
    ['flags/index.js', `\t${mode}_mode_flag = true;\n`, notUsed(`${mode} mode`)],
  ]),
  ['flags/index.js', '\tasync_mode_flag = false;\n', ''],
  ...['each', 'branches'].map((block): [string, string, string] => [
    `blocks/${block}.js`,
    'var defer = should_defer_append();',
    'const defer = false;',
  ]),
  [
    'shared/attributes.js',
    '\t\tif (value) {\n\t\t\t// strip comments',
    `\t\tif (value) {\n${notUsed('a style beside single ones')}\t\t\t// strip comments`,
  ],
  [
    'blocks/boundary.js',
    '\t\tif (!this.#props.onerror && !this.#props.failed) {\n\t\t\tthrow error;\n\t\t}\n',
    '\t\tthrow error;\n',
  ],
  [
    'reactivity/async.js',
    '\tif (async.length === 0 && pending.length === 0) {\n\t\tfn(deriveds);\n\t\treturn;\n\t}\n',
    `\tif (async.length === 0 && pending.length === 0) return fn(deriveds);\n${notUsed('async mode')}`,
  ],
];

function notUsed(what: string): string {
  return `\tthrow new Error('${what} is left out of this build; see scripts/lean.ts');\n`;
}

// What the page of an export does without on top of that: nothing in it waits to be shown or moves in or out, nothing has a
// style beside `style:` ones, and no state of it is looked into deeper than its own value (`$state.raw` where it is an
// object); whoever forgets that finds out at the first try.
const MORE: typeof CHANGES = [
  ['reactivity/effects.js', 'if (remaining > 0) {', 'if (false) {'],
  // At two places.
  ['reactivity/effects.js', 'var t = effect.nodes && effect.nodes.t;', 'const t = null;'],
  ['reactivity/effects.js', 'var t = effect.nodes && effect.nodes.t;', 'const t = null;'],
  ['reactivity/effects.js', 'var transitions = effect.nodes && effect.nodes.t;', 'const transitions = null;'],
  ['reactivity/batch.js', '\t\tif (\n\t\t\teffect.b?.is_pending &&', '\t\tif (\n\t\t\tfalse &&'],
  ['blocks/each.js', 'var is_animated = (flags & EACH_IS_ANIMATED) !== 0;', 'const is_animated = false;'],
  ['client/proxy.js', '\n\tvar sources = new Map();', `\n${notUsed('deep state')}\tvar sources = new Map();`],
  [
    'blocks/boundary.js',
    '\tnew Boundary(node, props, children, transform_error);\n',
    '\tblock(() => {\n\t\tbranch(() => children(node));\n\t}, flags);\n',
  ],
];

/** Methods of a batch of changes that only waiting code calls; whoever still named one of them would fail the build below. */
const METHODS = [
  '#commit',
  '#is_deferred',
  'skip_effect',
  'unskip_effect',
  'increment',
  'decrement',
  'settled',
];
const CALLED = /\.(?:skip_effect|unskip_effect|increment|decrement|settled)\(/;

function withoutMethods(text: string): string {
  const method = (name: string) => new RegExp(`\\n\\t${name}\\([^\\n]*\\) \\{\\n[\\s\\S]*?\\n\\t\\}\\n`);
  return METHODS.reduce((left, name) => left.replace(method(name), '\n'), text)
    .replace('this.#commit()', 'void 0')
    .replaceAll('this.#is_deferred()', 'false');
}

export const lean: Plugin = leaving(CHANGES);
export const leaner: Plugin = leaving([...CHANGES, ...MORE]);

function leaving(changes: typeof CHANGES): Plugin {
  return {
    name: 'lean',
    apply: 'build',
    transform(code, id) {
      if (id.endsWith('.svelte') && code.includes('$.boundary('))
        this.error(`${id} catches errors, which this build leaves out; see scripts/lean.ts`);
      if (changes !== CHANGES && id.endsWith('.svelte') && /\$\.(transition|animation)\(/.test(code))
        this.error(`${id} moves in or out, which this build leaves out; see scripts/lean.ts`);
      const mine = changes.filter(([file]) => id.endsWith(file) && id.includes('/svelte/src/internal/'));
      if (mine.length === 0) return null;
      let text = code;
      for (const [file, before, after] of mine) {
        if (!text.includes(before)) this.error(`Svelte changed ${file}; see scripts/lean.ts`);
        text = text.replace(before, after);
      }
      return changes !== CHANGES && id.endsWith('reactivity/batch.js') ? withoutMethods(text) : text;
    },
    generateBundle(_, bundle) {
      for (const one of Object.values(bundle)) {
        if (changes !== CHANGES && one.type === 'chunk' && CALLED.test(one.code))
          this.error('something waits, which this build leaves out; see scripts/lean.ts');
      }
    },
  };
}
