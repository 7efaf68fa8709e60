import type { OfficeSource } from '../office/source.ts';
import { Tracked } from '../office/tracked.ts';
import { toUtf8 } from '../utf8.ts';
import { type Warning, Warnings } from '../warnings.ts';
import { zipOf } from '../zip/zip-writer.ts';
import { OWN_NAMESPACE } from './namespaces.ts';
import { Relations } from './relations.ts';
import { BodyWriter } from './write-body.ts';
import { coreXml, footnotesXml, Parts } from './write-parts.ts';
import { numberingXml, stylesXml } from './write-styles.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.';
const NAMESPACES = [
  ['w', `${OFFICE}wordprocessingml/2006/main`],
  ['r', `${OFFICE}officeDocument/2006/relationships`],
  ['wp', `${OFFICE}drawingml/2006/wordprocessingDrawing`],
  ['a', `${OFFICE}drawingml/2006/main`],
  ['pic', `${OFFICE}drawingml/2006/picture`],
  ['mc', `${OFFICE}markup-compatibility/2006`],
  ['w14', 'http://schemas.microsoft.com/office/word/2010/wordml'],
  ['d', OWN_NAMESPACE],
]
  .map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`)
  .join(' ')
  // Other programs leave out what they do not know.
  .concat(' mc:Ignorable="w14 d"');
const SECTION =
  '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>';
const EXTENDED = 'http://schemas.microsoft.com/office/2011/relationships/commentsExtended';

/** A document as a Word file, from which `readDocx` gives the same document. The same source gives the same bytes. */
export function writeDocx({
  document,
  title,
  images = new Map(),
  threads = [],
  suggestions = [],
}: OfficeSource): { bytes: Uint8Array<ArrayBuffer>; warnings: Warning[] } {
  const warnings = new Warnings();
  const parts = new Parts({ images, threads }, warnings);
  const tracked =
    threads.length + suggestions.length > 0 ? new Tracked(document, suggestions, threads, warnings) : null;
  const body = new BodyWriter(parts, tracked, warnings).write(document);
  const files: [string, string, string | null][] = [
    ['document', `<w:document ${NAMESPACES}><w:body>${body}${SECTION}</w:body></w:document>`, null],
    ['styles', stylesXml(parts.languages, NAMESPACES), 'styles'],
    ['numbering', numberingXml(parts.lists.count, NAMESPACES), 'numbering'],
    [
      'settings',
      `<w:settings ${NAMESPACES}><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`,
      'settings',
    ],
  ];
  if (parts.notes.length > 0) files.push(['footnotes', footnotesXml(parts.notes, NAMESPACES), 'footnotes']);
  if (parts.comments.areThere) {
    files.push(['comments', parts.comments.toXml(NAMESPACES), 'comments']);
    files.push(['commentsExtended', parts.comments.toExtendedXml(), EXTENDED]);
  }
  for (const [name, , type] of files) if (type !== null) parts.relations.part(type, `${name}.xml`);
  const types = files.map(([name]) => {
    const kind = name === 'document' ? 'document.main' : name;
    return `<Override PartName="/word/${name}.xml" ContentType="${WORD}${kind}+xml"/>`;
  });
  const top = new Relations();
  top.part('officeDocument', 'word/document.xml');
  top.part(`${OFFICE}package/2006/relationships/metadata/core-properties`, 'docProps/core.xml');
  const bytes = zipOf([
    ['[Content_Types].xml', toUtf8(contentTypes(types, parts))],
    ['_rels/.rels', toUtf8(top.toXml())],
    ['docProps/core.xml', toUtf8(DECLARATION + coreXml(title))],
    ...files.map(([name, xml]) => [`word/${name}.xml`, toUtf8(DECLARATION + xml), LEVEL] as const),
    ['word/_rels/document.xml.rels', toUtf8(parts.relations.toXml())],
    ...parts.pictures.media.map(({ name, bytes: image }) => [`word/media/${name}`, image, null] as const),
  ]);
  return { bytes, warnings: warnings.list() };
}

// XML is small by then; what a better compression would save is not worth its time.
const LEVEL = 3;

function contentTypes(overrides: readonly string[], { pictures: { media } }: Parts): string {
  const kinds = new Map(media.map(({ name, type }) => [name.replace(/^.*\./, ''), type]));
  const defaults = [...kinds].map(
    ([extension, type]) => `<Default Extension="${extension}" ContentType="${type}"/>`,
  );
  return (
    `${DECLARATION}<Types xmlns="${OFFICE}package/2006/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Default Extension="xml" ContentType="application/xml"/>${defaults.join('')}${overrides.join('')}` +
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
  );
}
