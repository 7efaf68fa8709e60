import type { Attributes } from '../../ot/op.ts';
import { CALLOUTS } from '../blocks/model.ts';
import { difference } from '../office/own.ts';
import { escapeValue } from '../xml/escape.ts';
import { LEVEL_TWIPS } from './own.ts';

/** How the formats of a line are written. */
export interface SaidLine {
  /** The elements of `w:pPr` before its marks. */
  readonly properties: string;
  /** JSON of the formats that Word does not say; undefined for none. */
  readonly exact: string | undefined;
  /** The state of its box to tick; null where it has none. */
  readonly checked: boolean | null;
  /** Whether it is code, in which all text is. */
  readonly isCode: boolean;
}

/** The styles and lists that lines ask for. */
export interface LineStyles {
  /** The id of the style of code in a language. */
  code(language: string | true): string;
  /** The number of the list of an item. */
  list(kind: 'bullet' | 'ordered', level: number): number;
}

/**
 * The formats of a line as Word says them, and beside that what it does not. `given` are the formats that a reader takes
 * from what is around the line.
 */
export function sayLine(
  format: Attributes,
  { given, isRule }: { given: Attributes; isRule: boolean },
  styles: LineStyles,
): SaidLine {
  const said: Attributes = { ...given };
  const { header, 'code-block': code, list, blockquote, callout, indent } = format;
  const level = typeof indent === 'number' && indent >= 1 && indent <= 8 ? indent : 0;
  if (level > 0) said.indent = level;
  let style = '';
  let numbers = '';
  let left = level * LEVEL_TWIPS;
  let hanging = '';
  let checked: boolean | null = null;
  const isCode = typeof header !== 'number' && (typeof code === 'string' || code === true);
  if (typeof header === 'number') {
    style = `Heading${header}`;
    said.header = header;
  } else if (isCode) {
    style = styles.code(code as string | true);
    said['code-block'] = code as string | true;
  } else if (isRule) style = 'HorizontalLine';
  else {
    if ((CALLOUTS as readonly unknown[]).includes(callout)) {
      style = `Callout-${callout}`;
      said.callout = callout as string;
    }
    if (list === 'bullet' || list === 'ordered') {
      numbers = `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${styles.list(list, level)}"/></w:numPr>`;
      left = 0;
    } else if (list === 'checked' || list === 'unchecked') {
      checked = list === 'checked';
      left = (level + 1) * LEVEL_TWIPS;
      hanging = ' w:hanging="360"';
    }
    if (numbers !== '' || checked !== null) {
      said.list = list as string;
      style ||= 'ListParagraph';
    } else if (style === '' && blockquote === true) {
      style = 'Quote';
      said.blockquote = true;
    }
  }
  const isRightToLeft = format.direction === 'rtl';
  if (isRightToLeft) said.direction = 'rtl';
  const align = alignment(format.align, isRightToLeft);
  if (align !== '') said.align = format.align as string;
  const properties =
    (style === '' ? '' : `<w:pStyle w:val="${style}"/>`) +
    numbers +
    (isRightToLeft ? '<w:bidi/>' : '') +
    (left > 0 ? `<w:ind w:left="${left}"${hanging}/>` : '') +
    align;
  return { properties, exact: difference(format, said), checked, isCode };
}

/** An attribute of ours with JSON. */
export function exactAttribute(name: 'line' | 'format', json: string | undefined): string {
  return json === undefined ? '' : ` d:${name}="${escapeValue(json)}"`;
}

// Of the two sides Word says the one where lines do not begin, and calls it right in both directions.
function alignment(align: unknown, isRightToLeft: boolean): string {
  if (align === 'center') return '<w:jc w:val="center"/>';
  if (align === 'justify') return '<w:jc w:val="both"/>';
  return align === (isRightToLeft ? 'left' : 'right') ? '<w:jc w:val="right"/>' : '';
}
