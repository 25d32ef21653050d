import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Language, Words } from '../../domain/ticket/words.js';
import { firstLanguage, keepLanguage } from './first-language.js';
import type { zh } from './zh.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof zh };
    returnNull: false;
  }
}

/** One language is read, and the other when somebody changes to it. */
const TEXTS: Readonly<Record<Language, () => Promise<typeof zh>>> = {
  zh: () => import('./zh.js').then((module) => module.zh),
  en: () => import('./en.js').then((module) => module.en),
};

export async function startWords(): Promise<void> {
  const language = firstLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await TEXTS[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = currentLanguage() === 'zh' ? 'zh-CN' : 'en';
}

export function currentLanguage(): Language {
  return i18next.language === 'en' ? 'en' : 'zh';
}

export async function changeLanguage(language: Language): Promise<void> {
  keepLanguage(language);
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await TEXTS[language]());
  await i18next.changeLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

/** The texts of the console, and the words of the ticket in the reader's language. */
export function useWords() {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh';
  const say = (words: Words | undefined): string => words?.[language] ?? '';
  return { t, language, say };
}
