import { firstDirection } from '../../base/text-direction.ts';
import type { Attributes } from '../../ot/op.ts';
import { LINE_ATTRIBUTE } from '../vocabulary.ts';
import { formatsSaid } from './marks.ts';
import type { Styles } from './styles.ts';
import { attribute, type Element, isElement, isText } from './tree.ts';

/** The formats of the lines in a block, over those `around` it. A heading in a heading cannot be: the inner one stays. */
export function lineFormats(element: Element, styles: Styles, around: Attributes): Attributes {
  const own: Attributes = { ...around };
  const level = /^h([1-6])$/.exec(element.tagName)?.[1];
  if (level !== undefined) own.header = Number(level);
  const align = (styles.get('text-align') ?? attribute(element, 'align') ?? '').toLowerCase();
  if (['center', 'right', 'justify'].includes(align) || (element.tagName === 'center' && align === ''))
    own.align = align === '' ? 'center' : align;
  else if (align === 'left' && around.align !== undefined) own.align = 'left';
  const direction = attribute(element, 'dir')?.toLowerCase();
  if (direction === 'rtl' || (direction === 'ltr' && (around.direction !== undefined || beginsRtl(element))))
    own.direction = direction;
  return Object.assign(own, formatsSaid(element, LINE_ATTRIBUTE));
}

// Only up to the first letter: blocks may nest.
function beginsRtl(element: Element): boolean {
  for (const node of element.childNodes) {
    if (isText(node) && /\p{L}/u.test(node.value)) return firstDirection(node.value) === 'rtl';
    if (isElement(node) && beginsRtl(node)) return true;
  }
  return false;
}
