/** What every catalogue has: a key that one of them lacks is a type error. */
import type { en } from './en';

type Texts<Section> = { readonly [Key in keyof Section]: string } & {
  // Of millions, French and Spanish speak in a form of their own.
  readonly [
    Key in keyof Section as Key extends `${infer Start}_other` ? `${Start}_many` : never
  ]?: string;
};

export type Catalogue = { readonly [Section in keyof typeof en]: Texts<(typeof en)[Section]> };
