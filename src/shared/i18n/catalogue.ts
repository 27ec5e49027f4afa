import type { en } from './en/index.ts';

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** What every language must have: exactly the keys of English, so that a forgotten sentence does not compile. */
export type Catalogue = Texts<typeof en>;
