// @vitest-environment happy-dom
import { mount, tick, unmount } from 'svelte';
import { expect, test } from 'vitest';
import { HOSTILE } from './hostile.ts';
import Markdown from './Markdown.svelte';

/** All that the drawing of texts is made of. */
const ELEMENTS = new Set(
  'div p strong em del code pre a br ul ol li input blockquote table thead tbody tr th td hr figure figcaption span button svg path'.split(
    ' ',
  ),
);

async function drawn(text: string): Promise<HTMLElement> {
  const target = document.createElement('main');
  const made = mount(Markdown, { target, props: { text } });
  await tick();
  const copy = target.cloneNode(true) as HTMLElement;
  await unmount(made);
  return copy;
}

function unsafe(tree: Element): string[] {
  return [...tree.querySelectorAll('*')].flatMap((element) => [
    ...(ELEMENTS.has(element.localName) ? [] : [element.localName]),
    ...[...element.attributes]
      .filter(
        ({ name, value }) =>
          /^on|^srcdoc$|^src$|^action$/i.test(name) ||
          (/href$/i.test(name) && !/^(?:https?:|mailto:)/.test(value)) ||
          (name === 'style' && /url/i.test(value)),
      )
      .map(({ name, value }) => `${name}=${value}`),
  ]);
}

test.each(HOSTILE.map((text) => [text]))('%s draws nothing that runs or loads', async (text) => {
  expect(unsafe(await drawn(text))).toEqual([]);
});

test('marks become elements', async () => {
  const tree = await drawn('# One\n\n**two** [three](https://a.example)\n\n```py\nx = 1\n```');
  expect(tree.querySelector('[role=heading]')?.textContent?.trim()).toBe('One');
  expect(tree.querySelector('strong')?.textContent).toBe('two');
  expect(tree.querySelector('a')?.rel).toContain('noopener');
  expect(tree.querySelector('pre')?.textContent).toContain('x = 1');
});

test('formulas are MathML, without addresses, handlers or endless growth', async () => {
  Object.defineProperty(document, 'compatMode', { value: 'CSS1Compat' });
  const { draw } = await import('./math.ts');
  const into = document.createElement('span');
  draw('\\frac{a}{b}', false, into);
  expect(into.querySelector('mfrac')).not.toBeNull();
  for (const text of HOSTILE.filter((one) => one.startsWith('$'))) {
    const place = document.createElement('span');
    try {
      draw(text.replace(/^\$+|\$+$/g, ''), false, place);
    } catch {
      continue;
    }
    const wrong = [...place.querySelectorAll('*')].flatMap((element) =>
      [...element.attributes].filter(
        ({ name, value }) => /^on|href|^src/i.test(name) || /javascript|url\(/i.test(value),
      ),
    );
    expect(wrong.map(({ name, value }) => `${text}: ${name}=${value}`)).toEqual([]);
  }
});
