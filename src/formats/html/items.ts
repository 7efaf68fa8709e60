import type { ItemKind } from '../blocks/model.ts';
import type { Styles } from './styles.ts';
import { attribute, type Element, elementsIn, textIn } from './tree.ts';

/** An item of a list that a page shows as a paragraph, as Word does. */
export interface WordItem {
  /** From 1. */
  level: number;
  kind: ItemKind;
}

/** The item that a paragraph of Word or Outlook is; null for one that is none. */
export function wordItem(element: Element, styles: Styles): WordItem | null {
  const list = styles.get('mso-list');
  const level = /level(\d)/i.exec(list ?? '')?.[1];
  if (level === undefined) return null;
  return { level: Number(level), kind: isNumber(markerIn(element)) ? 'ordered' : 'bullet' };
}

/** Whether an element is only the bullet or number that Word draws before an item. */
export function isMarker(styles: Styles): boolean {
  return styles.get('mso-list')?.toLowerCase() === 'ignore';
}

function markerIn(element: Element): string {
  for (const inner of elementsIn(element.childNodes))
    if (/mso-list\s*:\s*ignore/i.test(attribute(inner, 'style') ?? ''))
      return textIn(inner.childNodes).trim();
  return '';
}

// One letter alone is the bullet of a symbol font.
function isNumber(marker: string): boolean {
  return /^\(?(\d+|[a-z]{1,4})[.)]/i.test(marker);
}

/** The kind of an item of a list, and the checkbox in it that says so. */
export function itemIn(element: Element, ordered: boolean): { kind: ItemKind; box: Element | null } {
  const list = attribute(element, 'data-list');
  if (list === 'bullet' || list === 'ordered' || list === 'checked' || list === 'unchecked')
    return { kind: list, box: null };
  const box = boxOf(element);
  const state =
    attribute(element, 'data-checked') ??
    (attribute(element, 'role') === 'checkbox' ? attribute(element, 'aria-checked') : null) ??
    (box === null ? null : String(attribute(box, 'checked') !== null));
  if (state !== null) return { kind: state === 'true' ? 'checked' : 'unchecked', box };
  return { kind: ordered ? 'ordered' : 'bullet', box: null };
}

function boxOf(element: Element): Element | null {
  for (const node of element.childNodes) {
    if (!('tagName' in node) || ['li', 'ul', 'ol'].includes(node.tagName)) continue;
    if (node.tagName === 'input') {
      if (attribute(node, 'type')?.toLowerCase() === 'checkbox') return node;
      continue;
    }
    const inner = boxOf(node);
    if (inner !== null) return inner;
  }
  return null;
}
