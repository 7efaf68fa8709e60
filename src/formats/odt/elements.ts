/** Elements whose content says nothing of the text. */
export const LEFT_OUT = new Set([
  'office:forms',
  'office:scripts',
  'office:event-listeners',
  'office:binary-data',
  'text:sequence-decls',
  'text:variable-decls',
  'text:user-field-decls',
  'text:dde-connection-decls',
  'text:alphabetical-index-auto-mark-file',
  'text:table-of-content-source',
  'text:illustration-index-source',
  'text:table-index-source',
  'text:object-index-source',
  'text:user-index-source',
  'text:alphabetical-index-source',
  'text:bibliography-source',
  'text:number',
  'text:script',
  'table:calculation-settings',
  'table:title',
  'table:desc',
  'table:table-source',
]);

/** Elements in which only others stand: white space in them is no text. */
export const WITHOUT_TEXT = new Set([
  'draw:text-box',
  'draw:image',
  'draw:a',
  'text:ruby',
  'text:list',
  'text:list-item',
  'text:list-header',
  'text:section',
  'table:table',
  'table:table-row',
  'table:table-cell',
]);

/** Drawings. */
export const DRAWINGS = new Set([
  'draw:frame',
  'draw:custom-shape',
  'draw:line',
  'draw:rect',
  'draw:circle',
  'draw:ellipse',
  'draw:path',
  'draw:polygon',
  'draw:polyline',
  'draw:regular-polygon',
  'draw:connector',
  'draw:measure',
  'draw:caption',
  'draw:control',
  'draw:g',
]);
