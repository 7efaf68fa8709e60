import { stylesOf } from '../../../src/formats/html/styles.ts';
import { type Element, isElement, parseHtml } from '../../../src/formats/html/tree.ts';

/**
 * Whether markup is what a code editor copies: nothing but one box in a font of fixed width whose spaces count, with a
 * line in each box in it. Its colours are those of the editor. Throws `Unreadable` for hostile markup.
 */
export function isCodeMarkup(html: string): boolean {
  if (!html.includes('monospace')) return false;
  const [box, ...others] = contentOf(parseHtml(html).filter(isElement));
  if (box?.tagName !== 'div' || others.length > 0) return false;
  const styles = stylesOf(box);
  const isFixed = /\bmonospace\b/.test(styles.get('font-family') ?? '');
  return (
    isFixed &&
    /^pre\b/.test(styles.get('white-space') ?? '') &&
    box.childNodes.filter(isElement).every(isLine)
  );
}

function contentOf(elements: readonly Element[]): Element[] {
  return elements.flatMap((one) =>
    one.tagName === 'html' || one.tagName === 'body'
      ? contentOf(one.childNodes.filter(isElement))
      : one.tagName === 'head' || one.tagName === 'meta'
        ? []
        : [one],
  );
}

function isLine({ tagName, childNodes }: Element): boolean {
  if (tagName === 'br' || tagName === 'span') return true;
  return (
    tagName === 'div' && childNodes.filter(isElement).every((inner) => ['span', 'br'].includes(inner.tagName))
  );
}
