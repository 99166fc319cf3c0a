/** What the product says, in the language that is shown: `t('app.logIn')`. */
import i18next from 'i18next';
import { en } from './en';

export { t } from 'i18next';

/** For `Intl`, and for requests. */
export function language(): string {
  return i18next.language;
}

/** A record's name within a sentence: German writes it large there, too. */
export function inSentence(title: string): string {
  return language() === 'de' ? title : title.toLocaleLowerCase(language());
}

/** Whether a language speaks of so many as of one; French does of none. */
export function isOne(count: number): boolean {
  return new Intl.PluralRules(language()).select(count) === 'one';
}

/** A state, a value or a field by its name in the API; what the catalogue does not know, as it is. */
export function choiceName(name: string): string {
  if (isChoice(name)) return i18next.t(`choices.${name}`);
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isChoice(name: string): name is keyof typeof en.choices {
  return Object.hasOwn(en.choices, name);
}
