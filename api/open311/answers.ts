import type { Open311Format } from '../../contracts/open311.js';
import type { RouteResponse } from '../http/route-response.js';
import type { Language } from './language.js';
import { xmlDocument, type XmlElements } from './xml.js';

const XML = 'text/xml; charset=utf-8';

/**
 * The same content in the format asked for, and in a language if it has words. `asXml` names the elements that JSON
 * leaves out.
 */
export function inFormat(
  [format, language]: readonly [Open311Format, Language?],
  status: number,
  body: unknown,
  asXml: () => readonly [root: string, content: XmlElements],
  more: Readonly<Record<string, string>> = {},
): RouteResponse {
  const headers = { ...(language && { 'Content-Language': language, Vary: 'Accept-Language' }), ...more };
  if (format === 'json') return { status, headers, body };
  return { status, headers, text: { contentType: XML, content: xmlDocument(...asXml()) } };
}
