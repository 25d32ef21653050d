import type { Open311Format } from '../../contracts/open311.js';
import type { Answer } from '../http/route.js';
import { xmlDocument, type XmlElements } from './xml.js';

const XML = 'text/xml; charset=utf-8';

/** The same content in the format asked for. `asXml` names the elements that JSON leaves out. */
export function inFormat(
  format: Open311Format,
  status: number,
  body: unknown,
  asXml: () => readonly [root: string, content: XmlElements],
  headers: Readonly<Record<string, string>> = {},
): Answer {
  if (format === 'json') return { status, headers, body };
  return { status, headers, text: { contentType: XML, content: xmlDocument(...asXml()) } };
}
