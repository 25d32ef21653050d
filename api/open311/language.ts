import type { Request } from 'express';
import type { Words } from '../../domain/ticket/words.js';
import { prefersChinese } from '../http/request-context.js';

export type Language = 'zh' | 'en';

/** What the caller asks for by `locale`, else by `Accept-Language`. English when it does not say. */
export function languageOf(request: Request, locale: string | undefined): Language {
  const named = /^(zh|en)\b/i.exec(locale ?? '')?.[1]?.toLowerCase();
  if (named === 'zh' || named === 'en') return named;
  return prefersChinese(request) ? 'zh' : 'en';
}

export function chosen(words: Words, language: Language): string {
  return words[language];
}

export function nameOf(named: { readonly name: string; readonly nameEn: string }, language: Language): string {
  return language === 'zh' ? named.name : named.nameEn;
}
