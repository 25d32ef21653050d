import { XMLBuilder } from 'fast-xml-parser';

type Leaf = string | number | boolean | null;
/** A list becomes one element for each of its items. */
export interface XmlElements {
  readonly [name: string]: Leaf | undefined | XmlElements | readonly XmlElements[] | readonly Leaf[];
}

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';
/** XML 1.0 has no way to write these, not even escaped. */
const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

const builder = new XMLBuilder({
  suppressEmptyNode: true,
  processEntities: true,
  tagValueProcessor: (_name, value) => String(value).replace(UNWRITABLE, ''),
});

/** A document without namespace; what is null becomes an empty element. Names must be ours, never a caller's. */
export function xmlDocument(root: string, content: XmlElements): string {
  return DECLARATION + builder.build({ [root]: content });
}
