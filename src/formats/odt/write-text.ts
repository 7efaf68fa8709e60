import { escapeText } from '../xml/escape.ts';

/**
 * Text as the content of a paragraph: what is more than one space is said, and so is a space at an end, unless text is
 * next to it there.
 */
export function textXml(text: string, { isAfterText = false, isBeforeText = false } = {}): string {
  // Most texts have single spaces between words alone: they are written as they are.
  let from = 0;
  let xml = '';
  let isOpen = isAfterText;
  for (const { 0: found, index } of text.matchAll(/[\t\n]|^ +| +$| {2,}| (?=[\t\n])|(?<=[\t\n]) /g)) {
    if (index < from) continue;
    if (index > from) isOpen = true;
    xml += escapeText(text.slice(from, index));
    from = index + found.length;
    if (found === '\t') xml += '<text:tab/>';
    else if (found === '\n') xml += '<text:line-break/>';
    else {
      const next = text[from];
      const isFollowed = next === undefined ? isBeforeText : next !== '\t' && next !== '\n';
      xml += spacesXml(found.length, isOpen && isFollowed);
    }
    isOpen = false;
  }
  return from === 0 ? escapeText(text) : xml + escapeText(text.slice(from));
}

// The first may be a plain one between text.
function spacesXml(count: number, isPlain: boolean): string {
  const said = isPlain ? count - 1 : count;
  const rest = said === 0 ? '' : said === 1 ? '<text:s/>' : `<text:s text:c="${said}"/>`;
  return isPlain ? ` ${rest}` : rest;
}

/** Paragraphs of plain text, parted by its newlines. */
export function paragraphsXml(text: string, style: string): string {
  const named = style === '' ? '' : ` text:style-name="${style}"`;
  return text
    .split('\n')
    .map((line) => `<text:p${named}>${textXml(line)}</text:p>`)
    .join('');
}
