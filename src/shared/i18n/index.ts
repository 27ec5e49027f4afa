import { en } from './en/index.ts';
import { zhCN } from './zh-cn/index.ts';

export type { Catalogue } from './catalogue.ts';
export { en, zhCN };

/** Languages of the product, by BCP 47 tag, with the name that each gives itself. */
export const languages = { en: 'English', 'zh-CN': '简体中文' } as const;
export type Language = keyof typeof languages;

export const catalogues = { en, 'zh-CN': zhCN } as const;

/** The language of the product that suits a person's preferred ones best; English when none does. */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'zh') return 'zh-CN';
    if (base === 'en') return 'en';
  }
  return 'en';
}
