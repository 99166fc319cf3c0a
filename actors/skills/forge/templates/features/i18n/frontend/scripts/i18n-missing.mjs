/** Names what is in English still: `npm run i18n:missing`. */
import { readFileSync, readdirSync } from 'node:fs';
import process from 'node:process';
import { URL } from 'node:url';

const folder = new URL('../src/i18n/', import.meta.url);
const MARK = '// In English still:';

for (const file of readdirSync(folder).filter((name) => /^[a-z]{2}\.ts$/.test(name))) {
  let open = false;
  let section = '';
  const found = [];
  for (const line of readFileSync(new URL(file, folder), 'utf8').split('\n')) {
    const text = line.trim();
    if (text.endsWith(': {')) section = text.slice(0, -3);
    if (text === MARK) open = true;
    else if (text === '},') open = false;
    else if (open) found.push(`  ${section}.${text.replace(/,$/, '')}`);
  }
  if (found.length > 0) {
    process.stdout.write(`${[`${file}: ${found.length} in English`, ...found].join('\n')}\n`);
  }
}
