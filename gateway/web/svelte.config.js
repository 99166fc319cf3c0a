import { readdirSync } from 'node:fs';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

const SRC = new URL('src/', import.meta.url);
const components = () =>
  readdirSync(SRC, { recursive: true })
    .filter((name) => name.endsWith('.svelte'))
    .sort();
let known = components();

/** Short names for scoped styles, by the place in the list of all components: they are a good part of what an exported page weighs. */
function shortName(filename) {
  const name = filename.replace(SRC.pathname, '').replace(/^src\//, '');
  if (!known.includes(name)) known = components();
  return `s${known.indexOf(name).toString(36)}`;
}

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    runes: true,
    cssHash: ({ filename }) => shortName(filename),
  },
};
