// A record in which every text is an attack: each of its words, names, paths and reasons.
export const MARK = '__struck';
export const ELSEWHERE = 'http://elsewhere.invalid';

const STRIKE = `globalThis.${MARK}=1`;
export const TEXTS = [
  `<script>${STRIKE}</script>`,
  `</script><script>${STRIKE}</script>`,
  `<img src=x onerror="${STRIKE}">`,
  `"><svg onload="${STRIKE}">`,
  `' onfocus='${STRIKE}' autofocus x='`,
  `javascript:${STRIKE}`,
  `<a href="javascript:${STRIKE}">here</a>`,
  `[here](javascript:${STRIKE}) ![](${ELSEWHERE}/i.png)`,
  `<iframe srcdoc="<script>parent.${MARK}=1</script>"></iframe>`,
  `<object data="data:text/html,<script>${STRIKE}</script>"></object>`,
  `<style>@import url(${ELSEWHERE}/s.css); * { background: url(${ELSEWHERE}/b) }</style>`,
  `<base href="${ELSEWHERE}/"><link rel=stylesheet href=/s.css>`,
  `<meta http-equiv="refresh" content="0;url=${ELSEWHERE}/">`,
  `<form action="${ELSEWHERE}"><input autofocus onfocus="${STRIKE}"></form>`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${STRIKE}">`,
  `$\\href{javascript:${STRIKE}}{x}$ $$\\url{${ELSEWHERE}}$$`,
  `{{constructor.constructor('${STRIKE}')()}} \${${STRIKE}}`,
  '`<img src=x onerror=' + STRIKE + '>`\n```html\n<script>' + STRIKE + '</script>\n```',
  `url(${ELSEWHERE}/u) ; background:url(${ELSEWHERE}/v)`,
  '\u202egnp.exe\u202c \u0000\u0007 %3Cscript%3E &lt;script&gt;',
  '__proto__',
];

/** These are no texts: the words of the protocol itself, by which a record is read at all. */
const KEPT = new Set(
  'family kind end status outcome subject failure session is stage basis tier how visibility type verify command'.split(
    ' ',
  ),
);

/** The same text always becomes the same attack, so that what belongs together still does. */
function attack(text) {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)) % 1_000_003;
  return TEXTS[sum % TEXTS.length];
}

/** A file keeps its ending, so that it is read as the language it is written in. */
function struck(text, key) {
  const ending = key === 'path' ? (/\.\w+$/.exec(text)?.[0] ?? '') : '';
  return `${text.slice(0, text.length - ending.length)}${attack(text)}${ending}`;
}

function strike(value, key = '') {
  if (typeof value === 'string') return KEPT.has(key) || value === '' ? value : struck(value, key);
  if (Array.isArray(value)) return value.map((one) => strike(one, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, strike(one, name)]));
}

export const hostile = (events) => events.map((event) => strike(event));
