import type { Words } from '../../domain/ticket/words.js';
import type { Counted } from './enclosed.js';
import { chosen, type Language } from './language.js';

const TAKEN: Words = {
  zh: '已登记。请保存编号，以便查询。内容会向社会公开，其中的电话、证件号码等已隐去。',
  en: 'Registered. Keep the number to ask how it goes. The text is public; telephone and identity numbers in it are hidden.',
};

const NOT_KEPT: Words = {
  zh: '随附的文件未保存；如需提供图片，请用 media_url 发送其网址。',
  en: 'The files that came with it were not kept; send the address of a picture as media_url.',
};

const PARTLY_KEPT: Words = {
  zh: '随附的文件中有未能保存的；请用 JPEG、PNG 或 WebP 格式的图片，或用 media_url 发送其网址。',
  en: 'Some of the files that came with it were not kept; send pictures as JPEG, PNG or WebP, or their address as media_url.',
};

/** What whoever reports is told. */
export function noticeOf({ files, kept }: Counted, language: Language): string {
  const taken = chosen(TAKEN, language);
  if (files === kept) return taken;
  return `${taken}${language === 'en' ? ' ' : ''}${chosen(kept === 0 ? NOT_KEPT : PARTLY_KEPT, language)}`;
}

export const CONTACT: Words = {
  zh: '请与本热线的系统管理员联系。',
  en: 'Please turn to the administrators of this hotline.',
};

export const KEY_SERVICE: Words = {
  zh: '密钥由本热线的系统管理员发放（话务员角色）。',
  en: 'Keys are made by the administrators of this hotline, with the role operator.',
};
