/** The namespace of our attributes, which other programs leave out. */
export const OWN_NAMESPACE = 'urn:collaborative-document-editor:odt';

const OASIS = 'urn:oasis:names:tc:opendocument:xmlns:';

/** The prefix and the address of each namespace that a text of ours names. */
export const WRITTEN: readonly (readonly [prefix: string, uri: string])[] = [
  ['office', `${OASIS}office:1.0`],
  ['style', `${OASIS}style:1.0`],
  ['text', `${OASIS}text:1.0`],
  ['table', `${OASIS}table:1.0`],
  ['draw', `${OASIS}drawing:1.0`],
  ['fo', `${OASIS}xsl-fo-compatible:1.0`],
  ['svg', `${OASIS}svg-compatible:1.0`],
  ['meta', `${OASIS}meta:1.0`],
  ['xlink', 'http://www.w3.org/1999/xlink'],
  ['dc', 'http://purl.org/dc/elements/1.1/'],
  ['loext', 'urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0'],
  ['d', OWN_NAMESPACE],
];

/** The prefix by which a reader knows each namespace. */
export const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ...WRITTEN.map(([prefix, uri]) => [uri, prefix] as const),
  [`${OASIS}manifest:1.0`, 'manifest'],
  ['urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0', 'field'],
  ['http://www.w3.org/XML/1998/namespace', 'xml'],
]);

/** The declarations of the namespaces, as attributes of a root. */
export const DECLARATIONS = WRITTEN.map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`).join(' ');

/** The media type of a text. */
export const MEDIA_TYPE = 'application/vnd.oasis.opendocument.text';
