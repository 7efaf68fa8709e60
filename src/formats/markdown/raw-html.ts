import { type Token, Tokenizer } from 'parse5';
import type { Element } from '../html/tree.ts';

const FILTERED =
  /<(?=\/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)(?:[\s/>]|$))/gi;

/** Whether GFM shows this tag as text: those that would swallow the text after them. */
export function filtered(tag: string): boolean {
  FILTERED.lastIndex = 0;
  return FILTERED.exec(tag)?.index === 0;
}

/** HTML in which those tags are text. */
export function filterHtml(html: string): string {
  return html.replace(FILTERED, '&lt;');
}

/** One tag of raw HTML, by itself; null for a comment, a declaration and the like. */
export function readTag(source: string): { name: string; closes: boolean; element: Element } | null {
  let tag: Token.TagToken | null = null;
  let closes = false;
  const nothing = (): void => {};
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: false },
    {
      onStartTag: (token) => {
        tag ??= token;
      },
      onEndTag: (token) => {
        tag ??= token;
        closes = true;
      },
      onComment: nothing,
      onDoctype: nothing,
      onEof: nothing,
      onCharacter: nothing,
      onNullCharacter: nothing,
      onWhitespaceCharacter: nothing,
      onParseError: null,
    },
  );
  tokenizer.write(source, true);
  const found = tag as Token.TagToken | null;
  if (found === null) return null;
  const element = { nodeName: found.tagName, tagName: found.tagName, attrs: found.attrs, childNodes: [] };
  return { name: found.tagName, closes, element: element as unknown as Element };
}
