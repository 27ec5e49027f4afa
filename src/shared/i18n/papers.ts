import { paper as en } from './en/paper.ts';
import { paper as zhCN } from './zh-cn/paper.ts';
import type { Language } from './index.ts';

export type { Paper } from './en/paper.ts';

/** The texts of printed reports: beside the catalogues of the page, which needs none of them. */
export const papers: Readonly<Record<Language, typeof en>> = { en, 'zh-CN': zhCN };
