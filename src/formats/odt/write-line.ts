import type { Attributes } from '../../ot/op.ts';
import { CALLOUTS, type ItemKind } from '../blocks/model.ts';
import { difference, STYLE_NAMES } from '../office/own.ts';
import { escapeValue } from '../xml/escape.ts';
import { type AutoStyles, styleId } from './auto-styles.ts';
import { LEVEL_INCHES } from './measures.ts';

/** What an empty line is by its style. */
export type Shown = 'divider' | 'page-break';

/** How the formats of a line are written. */
export interface SaidLine {
  readonly tag: 'text:p' | 'text:h';
  readonly attributes: string;
  /** Whether it is code, in which all text is. */
  readonly isCode: boolean;
}

/** The styles that lines ask for. */
export interface LineStyles {
  readonly automatic: AutoStyles;
  /** The name of the style of code in a language. */
  code(language: string | true): string;
}

/** The item that a line begins; null for one that is none. */
export function itemOf({ header, 'code-block': code, list, indent }: Attributes): {
  kind: ItemKind;
  level: number;
} | null {
  if (typeof header === 'number' || isCode(code)) return null;
  const isItem = list === 'bullet' || list === 'ordered' || list === 'checked' || list === 'unchecked';
  return isItem ? { kind: list, level: levelOf(indent) } : null;
}

/** How many levels a line is indented. */
export function levelOf(indent: unknown): number {
  return typeof indent === 'number' && indent >= 1 && indent <= 8 ? indent : 0;
}

/**
 * The formats of a line as OpenDocument says them, and beside that what it does not. `given` are those that a reader takes
 * from the table around; lists say where their items are.
 */
export function sayLine(
  format: Attributes,
  { given, shown, isInItem }: { given: Attributes; shown: Shown | null; isInItem: boolean },
  styles: LineStyles,
): SaidLine {
  const said: Attributes = { ...given };
  const { header, 'code-block': code, blockquote, callout } = format;
  const item = itemOf(format);
  const level = item?.level ?? levelOf(format.indent);
  if (level > 0) said.indent = level;
  let style = '';
  const isCodeLine = typeof header !== 'number' && isCode(code);
  const isHeading = typeof header === 'number';
  if (isHeading) {
    style = `Heading_20_${header}`;
    said.header = header;
  } else if (isCodeLine) {
    style = styles.code(code as string | true);
    said['code-block'] = code as string | true;
  } else if (shown !== null) style = styleId(shown === 'divider' ? STYLE_NAMES.rule : STYLE_NAMES.pageBreak);
  else {
    if ((CALLOUTS as readonly unknown[]).includes(callout)) {
      style = styleId(`${STYLE_NAMES.callout}: ${callout}`);
      said.callout = callout as string;
    }
    if (item !== null) said.list = item.kind;
    else if (style === '' && blockquote === true) {
      style = 'Quotations';
      said.blockquote = true;
    }
  }
  let properties =
    item === null && level > 0 && !isInItem ? ` fo:margin-left="${level * LEVEL_INCHES}in"` : '';
  const isRightToLeft = format.direction === 'rtl';
  if (isRightToLeft) {
    said.direction = 'rtl';
    properties += ' style:writing-mode="rl-tb"';
  }
  properties += alignment(format.align, isRightToLeft, said);
  const name = styles.automatic.name('paragraph', style === '' ? 'Standard' : style, properties);
  const exact = difference(format, said);
  return {
    tag: isHeading ? 'text:h' : 'text:p',
    attributes:
      ` text:style-name="${name}"` +
      (isHeading ? ` text:outline-level="${header}"` : '') +
      (exact === undefined ? '' : ` d:line="${escapeValue(exact)}"`),
    isCode: isCodeLine,
  };
}

function isCode(code: unknown): boolean {
  return typeof code === 'string' || code === true;
}

// `start` and `end` are the same sides in every text to LibreOffice; left and right are the same to all.
function alignment(align: unknown, isRightToLeft: boolean, said: Attributes): string {
  const usual = isRightToLeft ? 'right' : 'left';
  const isSaid = align === 'center' || align === 'justify' || (align === 'left' && isRightToLeft);
  if (isSaid || (align === 'right' && !isRightToLeft)) said.align = align as string;
  else if (!isRightToLeft) return '';
  return ` fo:text-align="${said.align ?? usual}"`;
}
