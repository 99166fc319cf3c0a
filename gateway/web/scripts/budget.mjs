// What the page weighs, compressed, against what it may weigh. Ends with 1 when anything is too heavy.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url).pathname;
const KB = 1000;

const packed = (file) => gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;
const files = readdirSync(DIST, { recursive: true }).filter((file) => statSync(join(DIST, file)).isFile());
const page = readFileSync(join(DIST, 'index.html'), 'utf8');
const viewer = readFileSync(join(DIST, 'viewer.html'), 'utf8');
const first = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file);
const sum = (list) => list.reduce((total, file) => total + packed(file), 0);
const ending = (list, end) => list.filter((file) => file.endsWith(end));

const lines = [
  ['first-load JavaScript', sum(ending(first, '.js')), 80 * KB],
  ['first-load CSS', sum(ending(first, '.css')), 10 * KB],
  [
    'largest later chunk',
    Math.max(
      ...ending(files, '.js')
        .filter((file) => !first.includes(file))
        .map(packed),
    ),
    80 * KB,
  ],
  ['viewer of an export', packed('viewer.html'), 60 * KB],
  ['all of it', sum(files), 600 * KB],
];
let heavy = false;
for (const [name, size, most] of lines) {
  if (size > most) heavy = true;
  console.log(`${size > most ? 'TOO HEAVY' : 'ok'} ${name}: ${(size / KB).toFixed(1)} of ${most / KB} kB gz`);
}

// Nothing may come from elsewhere, and no font at all.
const elsewhere = /<(?:script|link)[^>]+(?:src|href)="(?:https?:)?\/\//;
const loads = /@import|url\(\s*["']?(?:https?:)?\/\/|@font-face/;
const foreign =
  [page, viewer].some((text) => elsewhere.test(text)) ||
  ending(files, '.css').some((file) => loads.test(readFileSync(join(DIST, file), 'utf8'))) ||
  loads.test(viewer.match(/<style[\s\S]*<\/style>/)?.[0] ?? '');
if (foreign) console.log('something is loaded from elsewhere');
process.exitCode = heavy || foreign ? 1 : 0;
