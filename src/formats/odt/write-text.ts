import { escapeText } from '../xml/escape.ts';

/**
 * Text as the content of a paragraph: what is more than one space is said, and so is a space at an end, unless text is
 * next to it there.
 */
export function textXml(text: string, { isAfterText = false, isBeforeText = false } = {}): string {
  if (!/[\t\n ]/.test(text)) return escapeText(text);
  let xml = '';
  let isOpen = isAfterText;
  const parts = text.split(/([\t\n]| +)/);
  for (const [at, part] of parts.entries()) {
    if (part === '') continue;
    if (part === '\t') xml += '<text:tab/>';
    else if (part === '\n') xml += '<text:line-break/>';
    else if (part.startsWith(' ')) {
      const next = parts.slice(at + 1, at + 3).find((one) => one !== '');
      const isFollowed = next === undefined ? isBeforeText : !/[\t\n]/.test(next);
      const isPlain = isOpen && isFollowed;
      const count = part.length - (isPlain ? 1 : 0);
      xml += `${isPlain ? ' ' : ''}${count === 0 ? '' : count === 1 ? '<text:s/>' : `<text:s text:c="${count}"/>`}`;
    } else xml += escapeText(part);
    isOpen = !/[\t\n ]/.test(part);
  }
  return xml;
}

/** Paragraphs of plain text, parted by its newlines. */
export function paragraphsXml(text: string, style: string): string {
  const named = style === '' ? '' : ` text:style-name="${style}"`;
  return text
    .split('\n')
    .map((line) => `<text:p${named}>${textXml(line)}</text:p>`)
    .join('');
}
