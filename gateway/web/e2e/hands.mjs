// Somebody who has a keyboard and nothing else. After every key it is looked where the focus is: seen, marked, in sight, and not lost.
import assert from 'node:assert/strict';
import { troubles } from './watching.mjs';

/** More stops than any view has: whoever comes so far is caught somewhere. */
const STOPS_MAX = 600;

/** In the page: what has the focus and how it looks; null where nothing has it. */
function look() {
  const it = document.activeElement;
  if (!it || it === document.body || it === document.documentElement) return null;
  const words = it.getAttribute('aria-label') ?? it.labels?.[0]?.textContent ?? it.textContent ?? '';
  const box = it.getBoundingClientRect();
  const outlined = (one) => {
    const style = one ? getComputedStyle(one) : null;
    return style !== null && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  };
  // A switch is drawn by what stands beside it.
  const drawn = it.matches('input[type=radio]') ? (it.nextElementSibling ?? it) : it;
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  const reached = [0.5, 0.1, 0.9].some((down) =>
    [0.5, 0.1, 0.9].some((along) => {
      const hit = document.elementFromPoint(left + (right - left) * along, top + (bottom - top) * down);
      return hit !== null && (it.contains(hit) || it.closest('label')?.contains(hit) || hit.contains(drawn));
    }),
  );
  globalThis.__stops ??= new WeakMap();
  if (!globalThis.__stops.has(it))
    globalThis.__stops.set(it, (globalThis.__count = (globalThis.__count ?? 0) + 1));
  return {
    key: globalThis.__stops.get(it),
    tag: it.tagName.toLowerCase(),
    role: it.getAttribute('role') ?? '',
    name: words.replace(/\s+/g, ' ').trim().slice(0, 80),
    value: it.value ?? '',
    dialog: it.closest('dialog')?.getAttribute('aria-label') ?? null,
    ordered: it.tabIndex <= 0,
    outlined: outlined(drawn),
    inSight: right > left && bottom > top && reached,
  };
}

export class Hands {
  /** Views that were gone through, and all stops in them. */
  views = 0;
  stops = 0;

  constructor(page) {
    this.page = page;
  }

  /** Before a page is opened: whatever a mouse does in it is a failure of this very test. */
  async only() {
    await this.page.addInitScript(() => {
      globalThis.__mouse = [];
      for (const type of ['pointerdown', 'mousedown', 'touchstart', 'wheel'])
        addEventListener(type, (event) => event.isTrusted && globalThis.__mouse.push(type), true);
    });
  }

  async noMouse() {
    assert.deepEqual(await this.page.evaluate(() => globalThis.__mouse), [], 'nothing was done by mouse');
  }

  at() {
    return this.page.evaluate(look);
  }

  /** A key, and where the focus is then; `mayEnd` where it may leave the page for the browser's own controls. */
  async press(key, { mayEnd = false } = {}) {
    await this.page.keyboard.press(key);
    const at = await this.settled();
    if (!at) {
      if (!mayEnd) troubles.push(`after ${key} the focus is lost`);
      return null;
    }
    const where = `after ${key} on ${at.tag} "${at.name}"`;
    if (!at.ordered) troubles.push(`${where}: an order of its own`);
    if (!at.inSight) troubles.push(`${where}: out of sight, or under something else`);
    if (!at.outlined && !(await this.marked()))
      troubles.push(`${where}: nothing shows that it has the focus`);
    return at;
  }

  /** What the page does by itself with the focus, it does by the next frames. */
  async settled() {
    for (let i = 0; i < 40; i += 1) {
      const at = await this.at();
      if (at) return at;
      await this.page.waitForTimeout(25);
    }
    return null;
  }

  /** The same when what just changed was drawn, and the page did with the focus what it does then. */
  async drawn() {
    await this.page.evaluate(async () => {
      for (let i = 0; i < 2; i += 1)
        await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
    });
    return this.settled();
  }

  /** Whether it looks otherwise with the focus than without, where no outline says so. */
  async marked() {
    const shot = async () => {
      const clip = await this.page.evaluate(() => {
        const it = globalThis.__had ?? document.activeElement;
        const box = (it.closest('form') ?? it).getBoundingClientRect();
        const [x, y] = [Math.max(0, box.x - 4), Math.max(0, box.y - 4)];
        return {
          x,
          y,
          width: Math.min(innerWidth - x, box.width + 8),
          height: Math.min(innerHeight - y, box.height + 8),
        };
      });
      return (await this.page.screenshot({ clip })).toString('base64');
    };
    const withIt = await shot();
    await this.page.evaluate(() => (globalThis.__had = document.activeElement).blur());
    const without = await shot();
    // What the page gave the focus to meanwhile keeps it.
    await this.page.evaluate(() => {
      if (document.activeElement === document.body) globalThis.__had.focus();
      delete globalThis.__had;
    });
    return withIt !== without;
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /** Goes on until something of this name has the focus. */
  async to(name, key = 'Tab') {
    const wanted = (at) => at !== null && (name instanceof RegExp ? name.test(at.name) : at.name === name);
    const passed = [];
    for (let i = 0; i < STOPS_MAX; i += 1) {
      const at = await this.press(key, { mayEnd: true });
      if (wanted(at)) return at;
      passed.push(at?.name ?? 'the end');
      if (passed.filter((one) => one === 'the end').length > 2) break;
    }
    throw new Error(`${key} leads nowhere to ${name}; it passed ${passed.slice(0, 60).join(' | ')}`);
  }

  /** Once through everything that can have the focus, forward and a piece back. No stop may hold whoever comes by. */
  async through(what) {
    const path = [];
    let [ends, again] = [0, false];
    for (let i = 0; i < STOPS_MAX && ends < 2 && !again; i += 1) {
      const at = await this.press('Tab', { mayEnd: true });
      if (!at) ends += 1;
      else if (path.some((one) => one.key === at.key)) again = true;
      else path.push(at);
    }
    if (ends < 1 && !again) troubles.push(`${what}: no way out after ${path.length} stops`);
    if (path.length < 2) troubles.push(`${what}: only ${path.length} stops`);
    this.views += 1;
    this.stops += path.length;
    if (process.env.STOPS) console.log(`  ${what}: ${path.map((one) => one.name || one.tag).join(' → ')}`);
    return path;
  }

  /** A dialog keeps the focus inside, and gives it back to what opened it. */
  async dialog(title, open, { close = 'Escape' } = {}) {
    const before = await this.at();
    await open();
    await this.page.getByRole('dialog', { name: title }).waitFor();
    const inside = await this.settled();
    if (inside?.dialog === null) troubles.push(`${title}: the focus stays outside of the dialog`);
    const path = await this.through(String(title));
    const outside = path.filter((one) => one.dialog === null);
    if (outside.length > 0) troubles.push(`${title}: one comes out of it, to ${outside[0].name}`);
    return async () => {
      await this.press(close);
      await this.page.getByRole('dialog', { name: title }).waitFor({ state: 'detached' });
      const after = await this.drawn();
      if (after?.key !== before?.key)
        troubles.push(`${title}: the focus goes to "${after?.name}" and not back to "${before?.name}"`);
    };
  }
}
