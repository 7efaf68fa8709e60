import type { ImportedThread } from '../imported.ts';
import type { OfficeSource } from '../office/source.ts';
import { Tracked } from '../office/tracked.ts';
import type { Media } from '../office/written-pictures.ts';
import { toUtf8 } from '../utf8.ts';
import { type Warning, Warnings } from '../warnings.ts';
import { escapeText } from '../xml/escape.ts';
import { zipOf } from '../zip/zip-writer.ts';
import { DECLARATIONS, MEDIA_TYPE } from './namespaces.ts';
import { Parts, PICTURES } from './parts.ts';
import { BodyWriter } from './write-body.ts';
import { Changes } from './write-changes.ts';
import { stylesXml } from './write-styles.ts';
import { TABLE_STYLES } from './write-table.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NO_THREADS: readonly ImportedThread[] = [];

/** A document as an OpenDocument text, from which `readOdt` gives the same document. The same source gives the same bytes. */
export function writeOdt({
  document,
  title,
  images = new Map(),
  threads = NO_THREADS,
  suggestions = [],
}: OfficeSource): { bytes: Uint8Array<ArrayBuffer>; warnings: Warning[] } {
  const warnings = new Warnings();
  const parts = new Parts(images, warnings);
  const changes = new Changes();
  const tracked =
    threads.length + suggestions.length > 0 ? new Tracked(document, suggestions, threads, warnings) : null;
  const body = new BodyWriter({ parts, changes, tracked, threads, warnings }).write(document);
  const content =
    `${DECLARATION}<office:document-content ${DECLARATIONS} office:version="1.3">` +
    `<office:automatic-styles>${TABLE_STYLES}${parts.automatic.toXml()}</office:automatic-styles>` +
    `<office:body><office:text>${changes.toXml()}${body}</office:text></office:body></office:document-content>`;
  const { media } = parts.pictures;
  const bytes = zipOf([
    // Programs tell the kind of a file by its first bytes.
    ['mimetype', toUtf8(MEDIA_TYPE), null],
    ['content.xml', toUtf8(content), LEVEL],
    ['styles.xml', toUtf8(DECLARATION + stylesXml(parts.languages)), LEVEL],
    ['meta.xml', toUtf8(DECLARATION + metaXml(title))],
    ...media.map(({ name, bytes: image }) => [PICTURES + name, image, null] as const),
    ['META-INF/manifest.xml', toUtf8(DECLARATION + manifestXml(media))],
  ]);
  return { bytes, warnings: warnings.list() };
}

// XML is small by then; what a better compression would save is not worth its time.
const LEVEL = 3;

function metaXml(title: string): string {
  return `<office:document-meta ${DECLARATIONS} office:version="1.3"><office:meta><dc:title>${escapeText(title)}</dc:title></office:meta></office:document-meta>`;
}

function manifestXml(media: readonly Media[]): string {
  const entry = (path: string, type: string, more = ''): string =>
    `<manifest:file-entry manifest:full-path="${path}"${more} manifest:media-type="${type}"/>`;
  return (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">' +
    entry('/', MEDIA_TYPE, ' manifest:version="1.3"') +
    ['content.xml', 'styles.xml', 'meta.xml'].map((path) => entry(path, 'text/xml')).join('') +
    media.map(({ name, type }) => entry(PICTURES + name, type)).join('') +
    '</manifest:manifest>'
  );
}
