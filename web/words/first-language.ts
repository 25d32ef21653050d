import type { Language } from '../../domain/ticket/words.js';

/** A choice of the browser, not of a person: it tells nothing about anybody. */
const KEPT_UNDER = 'huiying-language';

export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_UNDER);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.startsWith('en') ? 'en' : 'zh';
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(KEPT_UNDER, language);
}
