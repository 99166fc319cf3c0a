import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import config from './svelte.config.js';

export default ts.config(
  { ignores: ['dist', 'node_modules'] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig: config },
    },
  },
  {
    rules: {
      // Indexing is checked by the compiler; where a place is known to be filled, the mark says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Texts of agents are hostile: no HTML ever comes from a string.
      'svelte/no-at-html-tags': 'error',
      // The routes of this page are fragments.
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/prefer-svelte-reactivity': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
    },
  },
);
