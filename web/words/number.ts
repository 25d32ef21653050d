import type { Language } from '../../domain/ticket/words.js';

const FORMATS = { zh: new Intl.NumberFormat('zh-CN'), en: new Intl.NumberFormat('en-GB') } as const;

export const numberIn = (value: number, language: Language): string => FORMATS[language].format(value);
