/** The languages that the product speaks, and which of them is shown. */
import type { Catalogue } from './catalogue';
import { en } from './en';

export const languages = [
<% for it in languages %>
  { code: '<<= it.code =>>', name: '<<= it.name =>>' },
<% endfor %>
] as const;

export type Language = (typeof languages)[number]['code'];

/** For whom nothing else was said. */
const DEFAULT: Language = '<<= languages[0].code =>>';
const STORED = 'language';

/** Catalogues come when they are needed; English is there from the beginning. */
const loaders: Readonly<Record<Language, () => Promise<Catalogue>>> = {
<% for it in languages %>
<% if it.code == "en" %>
  en: () => Promise.resolve(en),
<% else %>
  <<= it.code =>>: async () => (await import('./<<= it.code =>>')).<<= it.code =>>,
<% endif %>
<% endfor %>
};

export function catalogueOf(language: Language): Promise<Catalogue> {
  return loaders[language]();
}

export function isLanguage(code: unknown): code is Language {
  return languages.some((it) => it.code === code);
}

/** What was chosen on this device, else the first of the browser's that there is, else the default. */
export function chosenLanguage(): Language {
  const kept = keptLanguage();
  if (kept) return kept;
  for (const wanted of navigator.languages) {
    const code = wanted.split('-')[0];
    if (isLanguage(code)) return code;
  }
  return DEFAULT;
}

export function keptLanguage(): Language | null {
  try {
    const kept = localStorage.getItem(STORED);
    return isLanguage(kept) ? kept : null;
  } catch {
    // A browser that keeps nothing is told each time.
    return null;
  }
}

/** Whether the device keeps it: only then does loading the page anew show it. */
export function keepLanguage(language: Language): boolean {
  try {
    localStorage.setItem(STORED, language);
  } catch {
    return false;
  }
  return keptLanguage() === language;
}
