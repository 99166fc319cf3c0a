/** Makes the chosen language the one that is shown, before anything is. */
import i18next from 'i18next';
import type { Catalogue } from './catalogue';
import { en } from './en';
import { catalogueOf, chosenLanguage, type Language } from './languages';

/** A catalogue that does not come leaves the page readable, in English, and `<html lang>` says so. */
export async function begin(): Promise<void> {
  const language = chosenLanguage();
  try {
    speak(language, await catalogueOf(language));
  } catch {
    speak('en', en);
  }
}

export function speak(language: Language, catalogue: Catalogue): void {
  void i18next.init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: catalogue } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = language;
}
