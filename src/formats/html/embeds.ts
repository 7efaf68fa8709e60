import { EMBEDS, FORMATS } from '../../ot/formats.ts';
import type { Attributes, Embed } from '../../ot/op.ts';
import { MAX_VALUE_LENGTH } from '../../ot/values.ts';
import { EMBED_ATTRIBUTE, VALUE_ATTRIBUTE } from '../vocabulary.ts';
import type { Warnings } from '../warnings.ts';
import type { Styles } from './styles.ts';
import { attribute, type Element, elementsIn, textIn } from './tree.ts';

/** The embed that an element is read as, with the formats that the element itself has. */
export interface Embedded {
  embed: Embed;
  attributes: Attributes;
}

/** The embed that an element is; null for an element whose content is read. `docId` is the document's, null for a new one. */
export function embedIn(element: Element, styles: Styles, docId: string | null): Embedded | null {
  const type = attribute(element, EMBED_ATTRIBUTE);
  if (type !== null) return named(element, type, docId);
  if (element.tagName === 'img') return image(element, docId);
  if (hasBreak(styles) && textIn(element.childNodes).trim() === '') return made('page-break', true, docId);
  if (element.tagName === 'math' || (attribute(element, 'class') ?? '').split(' ').includes('katex'))
    return formula(element, docId);
  return null;
}

/** The text in place of an image that a document may not have: its description. */
export function insteadOfImage(element: Element, warnings: Warnings): string {
  warnings.add('dropped_image');
  return attribute(element, 'alt') ?? '';
}

/** An embed with this value if documents may have it, shortened if it is text that is too long; otherwise null. */
export function made(type: string, value: string | true, docId: string | null): Embedded | null {
  const accepted = EMBEDS.get(type)?.fit(value, docId);
  if (accepted === undefined || accepted !== value) return null;
  return { embed: { [type]: value }, attributes: {} };
}

/** Text within the length that a value may have. */
export function shortened(text: string, warnings: Warnings): string {
  if (text.length <= MAX_VALUE_LENGTH) return text;
  warnings.add('shortened');
  return text.slice(0, MAX_VALUE_LENGTH).toWellFormed();
}

function named(element: Element, type: string, docId: string | null): Embedded | null {
  const value = attribute(element, VALUE_ATTRIBUTE) ?? true;
  const embedded = made(type, value, docId);
  if (embedded !== null && type === 'image') Object.assign(embedded.attributes, sizes(element));
  return embedded;
}

function image(element: Element, docId: string | null): Embedded | null {
  const src = attribute(element, 'src');
  const embedded = src === null ? null : (made('image', src, docId) ?? made('image', src.trim(), docId));
  if (embedded !== null) Object.assign(embedded.attributes, sizes(element));
  return embedded;
}

function sizes(element: Element): Attributes {
  const found: Attributes = {};
  for (const name of ['alt', 'width', 'height']) {
    const value = attribute(element, name);
    if (value !== null && value !== '' && FORMATS.get(name)?.values.fit(value, null) === value)
      found[name] = value;
  }
  return found;
}

function hasBreak(styles: Styles): boolean {
  if (styles.size === 0) return false;
  return ['page-break-before', 'page-break-after', 'break-before', 'break-after'].some((name) =>
    /^(always|page)$/i.test(styles.get(name) ?? ''),
  );
}

// KaTeX, MathJax and Wikipedia write the source beside the drawing.
function formula(element: Element, docId: string | null): Embedded | null {
  for (const inner of elementsIn([element])) {
    if (inner.tagName === 'annotation' && attribute(inner, 'encoding') === 'application/x-tex')
      return made('formula', textIn(inner.childNodes).trim(), docId);
  }
  const source = attribute(element, 'alttext');
  return source === null ? null : made('formula', source, docId);
}
