// Writes down of which sources `dist` was built, so that a test without Node notices when the two part.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blake3 } from '@noble/hashes/blake3.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const HERE = new URL('../', import.meta.url).pathname;
/** What the bundler reads; gateway/tests/page.rs names the same. */
const READ = [
  'index.html',
  'package-lock.json',
  'scripts',
  'src',
  'svelte.config.js',
  'tsconfig.json',
  'viewer.html',
  'vite.config.ts',
  'vite.viewer.config.ts',
];

const below = (path) =>
  statSync(join(HERE, path)).isDirectory()
    ? readdirSync(join(HERE, path)).flatMap((name) => below(`${path}/${name}`))
    : [path];
const files = READ.flatMap(below)
  .filter((path) => !path.endsWith('.test.ts'))
  .sort();
const told = blake3.create();
for (const path of files) {
  const content = readFileSync(join(HERE, path));
  told.update(Buffer.from(`${path}\n${content.length}\n`)).update(content);
}
writeFileSync(join(HERE, 'built.txt'), `${bytesToHex(told.digest())}\n`);
