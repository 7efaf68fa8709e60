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

/** Which images a reader takes. */
export interface ImageRule {
  /** The document that is read for, whose uploads it takes; null for a new one. */
  readonly docId: string | null;
  /** The placeholder of an image whose address no document may have: the caller replaces it. Null leaves the image out. */
  standIn?(address: string): string | null;
}

/** The embed that an element is; null for an element whose content is read. */
export function embedIn(element: Element, styles: Styles, images: ImageRule): Embedded | null {
  const type = attribute(element, EMBED_ATTRIBUTE);
  if (element.tagName === 'img')
    // Beside an upload of another document our writer says its pixels.
    return (type === null ? null : named(element, type, images.docId)) ?? image(element, images);
  if (type !== null) return named(element, type, images.docId);
  if (hasBreak(styles) && textIn(element.childNodes).trim() === '') return made('page-break', true, null);
  if (element.tagName === 'math' || (attribute(element, 'class') ?? '').split(' ').includes('katex'))
    return formula(element);
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

function image(element: Element, { docId, standIn }: ImageRule): Embedded | null {
  const src = attribute(element, 'src');
  if (src === null || attribute(element, 'aria-roledescription') === 'checkbox') return null;
  const own = made('image', src, docId) ?? made('image', src.trim(), docId);
  const other = own === null ? (standIn?.(src) ?? null) : null;
  const embedded = other === null ? own : { embed: { image: other }, attributes: {} };
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
function formula(element: Element): Embedded | null {
  for (const inner of elementsIn([element])) {
    if (inner.tagName === 'annotation' && attribute(inner, 'encoding') === 'application/x-tex')
      return made('formula', textIn(inner.childNodes).trim(), null);
  }
  const source = attribute(element, 'alttext');
  return source === null ? null : made('formula', source, null);
}
