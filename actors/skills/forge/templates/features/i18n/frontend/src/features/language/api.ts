/** The language that the account has chosen. */
import { get, patch } from '../../api/client';
import type { Language } from '../../i18n/languages';

export type LanguageChoice = { readonly language: Language | null };

export function readLanguage(): Promise<LanguageChoice> {
  return get<LanguageChoice>('/auth/me/language');
}

export function saveLanguage(language: Language): Promise<LanguageChoice> {
  return patch<LanguageChoice>('/auth/me/language', { language });
}
