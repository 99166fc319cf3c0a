// Heavy parts, each loaded when the first text needs it.

export const loadMarkdown = () => import('./Markdown.svelte').then((it) => it.default);
export const loadHighlight = () => import('./highlight.ts').then((it) => it.spansOf);
export const loadMath = () => import('./math.ts').then((it) => it.draw);
