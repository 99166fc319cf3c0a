// What every walk through the page watches: errors of the page, and axe in the looks that people set.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const AXE = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** How the browser is set when a page is opened: whoever changes forced colours in an open page is told stale ones. */
export const LOOKS = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  'forced-light': { colorScheme: 'light', forcedColors: 'active' },
  'forced-dark': { colorScheme: 'dark', forcedColors: 'active' },
};

export class Watch {
  troubles = [];
  runs = 0;

  constructor(shots) {
    this.shots = shots;
  }

  listen(page, name) {
    page.on('pageerror', (error) => this.troubles.push(`${name}: ${error.message} ${error.stack}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(`${name}: ${message.text()}`);
    });
  }

  /** One view as a picture and by axe, in the look its page was opened in; what is wider than the page is a trouble too. */
  async see(page, name) {
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    await page.screenshot({ path: join(this.shots, `${name}.png`) });
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
    const { violations } = await page.evaluate((rules) => globalThis.axe.run({ runOnly: rules }), RULES);
    this.runs += 1;
    for (const one of violations) {
      const where = one.nodes
        .slice(0, 3)
        .map((node) => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`);
      this.troubles.push(`${name}: ${one.id}: ${where.join(' | ')}`);
    }
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) this.troubles.push(`${name}: ${over} px too wide`);
  }
}
