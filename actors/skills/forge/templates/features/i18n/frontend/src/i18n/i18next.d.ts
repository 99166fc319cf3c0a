/** Keys are those of the English catalogue: one that does not exist is a type error. */
import 'i18next';
import type { en } from './en';

declare module 'i18next' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- the library is told by adding to its interface
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}
