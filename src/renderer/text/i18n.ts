import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { catalogues, chooseLanguage, type Language, languages } from '#shared/i18n/index.ts';

const remembered = 'passline.language';

const isLanguage = (tag: string | null): tag is Language => tag !== null && Object.hasOwn(languages, tag);

/** The language chosen on this screen before; else the one that the browser or the desktop prefers. */
function firstLanguage(): Language {
  const chosen = window.localStorage.getItem(remembered);
  return isLanguage(chosen) ? chosen : chooseLanguage(navigator.languages);
}

/** Starts the texts of the page: catalogues are part of the bundle, so nothing has to be waited for. */
export function startTexts(): void {
  void i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'en',
    resources: { en: { translation: catalogues.en }, 'zh-CN': { translation: catalogues['zh-CN'] } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = i18next.language;
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'en';
}

/** Changes the language of the whole page at once, and remembers it on this screen. */
export function setLanguage(language: Language): void {
  window.localStorage.setItem(remembered, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}
