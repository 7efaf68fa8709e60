import { toUtf8 } from '../../src/formats/utf8.ts';
import { zipOf } from '../../src/formats/zip/zip-writer.ts';

const OFFICE = 'http://schemas.openxmlformats.org/';
const TYPES = `${OFFICE}officeDocument/2006/relationships/`;
/** The namespaces of the parts of a Word file. */
export const WORD_NAMESPACES = [
  ['w', `${OFFICE}wordprocessingml/2006/main`],
  ['r', `${OFFICE}officeDocument/2006/relationships`],
  ['m', `${OFFICE}officeDocument/2006/math`],
  ['a', `${OFFICE}drawingml/2006/main`],
  ['wp', `${OFFICE}drawingml/2006/wordprocessingDrawing`],
  ['mc', `${OFFICE}markup-compatibility/2006`],
  ['wps', 'http://schemas.microsoft.com/office/word/2010/wordprocessingShape'],
  ['w14', 'http://schemas.microsoft.com/office/word/2010/wordml'],
  ['w15', 'http://schemas.microsoft.com/office/word/2012/wordml'],
  ['v', 'urn:schemas-microsoft-com:vml'],
  ['o', 'urn:schemas-microsoft-com:office:office'],
]
  .map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`)
  .join(' ');

/** A Word file that is not made by our writer: `parts` are contents of the roots of `word/<name>.xml`. */
export function wordFile(
  body: string,
  parts: Record<string, string> = {},
  { links = {}, media = {} }: { links?: Record<string, string>; media?: Record<string, Uint8Array> } = {},
): Uint8Array {
  const relation = (id: string, type: string, target: string, mode = ''): string =>
    `<Relationship Id="${id}" Type="${TYPES}${type}" Target="${target}"${mode}/>`;
  const relations = [
    ...Object.keys(parts).map((name) => relation(`part-${name}`, name, `${name}.xml`)),
    ...Object.entries(links).map(([id, to]) => relation(id, 'hyperlink', to, ' TargetMode="External"')),
    ...Object.keys(media).map((name) => relation(name, 'image', `media/${name}.png`)),
  ];
  const rels = (inner: string): Uint8Array =>
    toUtf8(`<Relationships xmlns="${OFFICE}package/2006/relationships">${inner}</Relationships>`);
  const part = (root: string, inner: string): Uint8Array =>
    toUtf8(`<w:${root} ${WORD_NAMESPACES}>${inner}</w:${root}>`);
  return zipOf([
    ['_rels/.rels', rels(relation('main', 'officeDocument', '/word/main.xml'))],
    ['word/main.xml', part('document', `<w:body>${body}</w:body>`)],
    ['word/_rels/main.xml.rels', rels(relations.join(''))],
    ...Object.entries(parts).map(([name, inner]) => [`word/${name}.xml`, part(name, inner)] as const),
    ...Object.entries(media).map(([name, bytes]) => [`word/media/${name}.png`, bytes, null] as const),
  ]);
}
