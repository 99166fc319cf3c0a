/** The tests know records by the names that a browser in English shows. */
import i18next from 'i18next';
import { en } from '../../src/i18n/en';

void i18next.init({
  lng: 'en',
  resources: { en: { translation: en } },
  interpolation: { escapeValue: false },
  initAsync: false,
});
