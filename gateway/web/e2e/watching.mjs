// A page that is watched: what the browser complains of is a failure, and so is what axe finds, in both themes.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SHOTS = process.env.SHOTS ?? '/tmp/shots';
const AXE = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
mkdirSync(SHOTS, { recursive: true });

export const troubles = [];
export const seen = { axeRuns: 0, doing: '' };

/** What the browser complains of is a failure, but for the connection that is cut on purpose, and for what a walk brings about itself. */
export function listen(page, name, own = /(?!)/) {
  page.on('pageerror', (error) => troubles.push(`${name}: ${error.message} ${seen.doing} ${error.stack}`));
  page.on('console', (message) => {
    const expected =
      /WebSocket connection|ERR_CONNECTION_REFUSED|401 \(Unauthorized\)/.test(message.text()) ||
      // What nothing can read is refused.
      /\/api\/uploads\/[^/]+\/reading$/.test(message.location().url);
    if (message.type() === 'error' && !expected && !own.test(message.text()))
      troubles.push(`${name}: ${message.text()}`);
  });
}

export async function inspect(page, step) {
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(SHOTS, `${step}-${theme}.png`) });
    // Evaluated by the debugger, so that the page's own policy stays as strict as it is.
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
    const { violations } = await page.evaluate(() =>
      globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }),
    );
    seen.axeRuns += 1;
    for (const one of violations) {
      const where = one.nodes
        .slice(0, 3)
        .map((node) => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`);
      troubles.push(`${step} ${theme}: ${one.id}: ${where.join(' | ')}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
}

export const step = async (name, run) => {
  seen.doing = name;
  const from = performance.now();
  await run();
  console.log(`${name}: ${Math.round(performance.now() - from)} ms`);
};

/** All steps of a walk; then everything is put away, and what went wrong is said and fails the run. */
export async function walk({ page, browser, gateway }, steps) {
  try {
    await steps();
  } catch (error) {
    await page.screenshot({ path: join(SHOTS, 'failed.png') });
    troubles.push(`${seen.doing}: ${error.stack ?? error}`);
  } finally {
    await browser.close();
    await gateway.end();
  }
  console.log(`${seen.axeRuns} views looked through by axe`);
  for (const trouble of troubles) console.error(trouble);
  process.exitCode = troubles.length > 0 ? 1 : 0;
}
