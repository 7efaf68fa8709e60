/** The namespace of our attributes; other programs leave it out (`mc:Ignorable`). */
export const OWN_NAMESPACE = 'urn:collaborative-document-editor:docx';

const OFFICE = 'http://schemas.openxmlformats.org/';
const STRICT = 'http://purl.oclc.org/ooxml/';
const MICROSOFT = 'http://schemas.microsoft.com/office/';

/** The prefix by which a reader knows each namespace; those of ISO 29500 strict are the same as the transitional ones. */
export const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ...both('wordprocessingml/2006/main', 'wordprocessingml/main', 'w'),
  ...both('officeDocument/2006/relationships', 'officeDocument/relationships', 'r'),
  ...both('officeDocument/2006/math', 'officeDocument/math', 'm'),
  ...both('drawingml/2006/main', 'drawingml/main', 'a'),
  ...both('drawingml/2006/picture', 'drawingml/picture', 'pic'),
  ...both('drawingml/2006/chart', 'drawingml/chart', 'c'),
  ...both('drawingml/2006/diagram', 'drawingml/diagram', 'dgm'),
  ...both('drawingml/2006/wordprocessingDrawing', 'drawingml/wordprocessingDrawing', 'wp'),
  [`${OFFICE}package/2006/relationships`, ''],
  [`${OFFICE}markup-compatibility/2006`, 'mc'],
  [`${MICROSOFT}word/2010/wordml`, 'w14'],
  [`${MICROSOFT}word/2012/wordml`, 'w15'],
  [`${MICROSOFT}word/2010/wordprocessingShape`, 'wps'],
  ['urn:schemas-microsoft-com:vml', 'v'],
  ['urn:schemas-microsoft-com:office:office', 'o'],
  ['http://purl.org/dc/elements/1.1/', 'dc'],
  [OWN_NAMESPACE, 'd'],
  ['http://www.w3.org/XML/1998/namespace', 'xml'],
]);

function both(transitional: string, strict: string, prefix: string): [string, string][] {
  return [
    [OFFICE + transitional, prefix],
    [STRICT + strict, prefix],
  ];
}
