import type { WarningCode } from '../warnings.ts';

/** Elements of a text whose content says nothing of it. */
export const LEFT_OUT = new Set(['w:tblPrEx', 'w:rubyPr', 'w:tblPr', 'w:tblGrid']);
/** What a document cannot have, by how it is counted. */
export const COUNTED: Readonly<Record<string, WarningCode>> = {
  'w:headerReference': 'page_layout',
  'w:footerReference': 'page_layout',
  'w:altChunk': 'dropped_element',
  'w:subDoc': 'dropped_element',
  'w:cellIns': 'tracked_changes',
  'w:cellDel': 'tracked_changes',
  'w:cellMerge': 'tracked_changes',
};
/** Where a comment begins and ends. */
export const COMMENTS: Readonly<Record<string, 'comment-start' | 'comment-end'>> = {
  'w:commentRangeStart': 'comment-start',
  'w:commentRangeEnd': 'comment-end',
};
/** What stands between the parts of a formula that is written in a line. */
export const MATH: Readonly<Record<string, string>> = { 'm:den': '/', 'm:sup': '^', 'm:sub': '_' };
