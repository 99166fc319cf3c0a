// The viewer by itself, on recorded sessions and without a gateway: every look, and a session that attacks.
import { mkdirSync } from 'node:fs';
import { launch } from './browser.mjs';
import { Watch } from './looks.mjs';
import { hostileFields } from './hostile-fields.mjs';
import { hostileSession } from './viewer-hostile.mjs';
import { everyState } from './states.mjs';
import { everyLook } from './viewer-looks.mjs';
import { replaying } from './viewer-replay.mjs';

const SHOTS = process.env.SHOTS ?? '/tmp/shots';
mkdirSync(SHOTS, { recursive: true });
const watch = new Watch(SHOTS);
const browser = await launch();
try {
  for (const run of [replaying, hostileSession, hostileFields, everyLook, everyState]) {
    if (process.env.ONLY && process.env.ONLY !== run.name) continue;
    const from = performance.now();
    await run(browser, watch);
    console.log(`${run.name}: ${Math.round(performance.now() - from)} ms`);
  }
} catch (error) {
  watch.troubles.push(error.stack ?? String(error));
} finally {
  await browser.close();
}
console.log(`${watch.runs} views looked through by axe`);
for (const trouble of watch.troubles) console.error(trouble);
process.exitCode = watch.troubles.length > 0 ? 1 : 0;
