import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type Format, formatFor } from './format.ts';
import { currentLanguage } from './i18n.ts';

/** Texts and formats of the language of the page; the component renders again when it changes. */
export function useText(): { t: TFunction; format: Format } {
  const { t } = useTranslation();
  return { t, format: formatFor(currentLanguage()) };
}
