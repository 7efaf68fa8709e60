import { JOINED_ATTRIBUTE } from '../vocabulary.ts';
import type { Styles } from './styles.ts';
import { attribute, type Element, hasClass } from './tree.ts';

/** Elements that begin lines of their own, but for tables and rules. */
export const BLOCKS = new Set(
  'address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol p pre section summary ul caption xmp listing'.split(
    ' ',
  ),
);
/** Elements whose content is not text of the author. */
export const NO_TEXT = new Set(
  'head title style script noscript template svg base link meta param source track col colgroup'.split(' '),
);
/** Elements that play, frame or ask for something. */
export const NO_PLACE = new Set(
  'audio video iframe object embed applet canvas input select textarea button datalist progress meter map area'.split(
    ' ',
  ),
);

/** Whether our writer says of a block that it follows the one before as lines of one block do. */
export function isJoined(element: Element): boolean {
  return attribute(element, JOINED_ATTRIBUTE) !== null;
}

/** Whether an element begins lines of its own. */
export function isBlock({ tagName }: Element): boolean {
  return BLOCKS.has(tagName) || tagName === 'table' || tagName === 'hr';
}

/** Whether an element is a comment of Word's, or leads to one. */
export function isComment(element: Element, styles: Styles): boolean {
  const { tagName } = element;
  if (tagName === 'span') return hasClass(element, 'MsoCommentReference');
  if (tagName === 'a') return hasClass(element, 'msocomanchor');
  return tagName === 'div' && styles.get('mso-element')?.startsWith('comment') === true;
}

/** Whether a new page begins with it. */
export function hasPageBreak(styles: Styles): boolean {
  return /^(always|page)$/i.test(styles.get('page-break-before') ?? styles.get('break-before') ?? '');
}
