// The page of an exported session: one file with everything in it, put beside the page's own.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { viteSingleFile } from 'vite-plugin-singlefile';
import { defineConfig } from 'vite';
import { fewIcons } from './scripts/icons.ts';
import { leaner } from './scripts/lean.ts';

export default defineConfig({
  plugins: [fewIcons, svelte(), leaner, viteSingleFile()],
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    modulePreload: { polyfill: false },
    outDir: 'dist',
    emptyOutDir: false,
    rolldownOptions: { input: 'viewer.html', treeshake: { propertyReadSideEffects: false } },
  },
});
