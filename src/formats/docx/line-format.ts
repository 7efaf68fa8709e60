import type { Attributes } from '../../ot/op.ts';
import type { Warnings } from '../warnings.ts';
import { formatsIn, LEVEL_TWIPS, overlay } from './own.ts';
import type { ParagraphProperties } from './properties.ts';
import type { Numbering } from './read-numbering.ts';
import type { Styles } from './read-styles.ts';

const DEEPEST = 8;

/** What the formats of a line depend on beside its paragraph. */
export interface LineContext {
  readonly styles: Styles;
  readonly numbering: Numbering;
  readonly warnings: Warnings;
  readonly docId: string | null;
}

/** The formats of a line: those that its paragraph and its style say, and over them what we said beside. */
export function lineFormat(
  paragraph: ParagraphProperties,
  { checked, exact, given }: { checked: boolean | null; exact: string | undefined; given: Attributes },
  context: LineContext,
): Attributes {
  const format: Attributes = { ...given };
  const style = context.styles.get(paragraph.style);
  block(format, { paragraph, checked }, context);
  const isRightToLeft = paragraph.isRightToLeft ?? style.paragraph.isRightToLeft ?? false;
  if (isRightToLeft) format.direction = 'rtl';
  const align = alignment(paragraph.align ?? style.paragraph.align, isRightToLeft);
  if (align !== null) format.align = align;
  overlay(format, formatsIn(exact, context.docId));
  return format;
}

function block(
  format: Attributes,
  { paragraph, checked }: { paragraph: ParagraphProperties; checked: boolean | null },
  { styles, numbering, warnings }: LineContext,
): void {
  const { kind, paragraph: inherited, listDepth } = styles.get(paragraph.style);
  const level = Math.min(paragraph.level ?? inherited.level ?? 0, DEEPEST);
  const numId = paragraph.numId ?? inherited.numId;
  const list = numId === undefined || numId === '0' ? null : numbering.level(numId, level);
  const isItem = checked !== null || (list !== null && list.kind !== 'none');
  // What the style says too is no indent of the author's.
  const own = paragraph.indent === inherited.indent ? 0 : (paragraph.indent ?? 0);
  const levels = Math.round(own / LEVEL_TWIPS);
  const indent = clamped(levels);
  const header = headingOf(paragraph, kind);
  if (header !== null || kind.kind === 'code') {
    if (header !== null) format.header = header;
    if (kind.kind === 'code') format['code-block'] = kind.language;
    if (isItem) warnings.add(checked === null && header !== null ? 'heading_numbers' : 'nested_block');
    if (!isItem && indent > 0) format.indent = indent;
    return;
  }
  if (kind.kind === 'callout') format.callout = kind.callout;
  if (isItem) {
    if (kind.kind === 'quote') warnings.add('nested_block');
    format.list = checked === null ? (list?.kind ?? 'bullet') : checked ? 'checked' : 'unchecked';
    const depth = list === null ? clamped(levels - 1) : level === 0 ? listDepth : level;
    if (depth > 0) format.indent = depth;
    return;
  }
  if (kind.kind === 'quote') format.blockquote = true;
  if (indent > 0) format.indent = indent;
}

function clamped(level: number): number {
  return Math.min(Math.max(level, 0), DEEPEST);
}

function headingOf({ outline }: ParagraphProperties, kind: ReturnType<Styles['get']>['kind']): number | null {
  if (kind.kind === 'header') return outline === 9 ? null : kind.level;
  return kind.kind === 'plain' && outline !== undefined && outline < 6 ? outline + 1 : null;
}

// Null for the side where lines begin anyway. Left and right change sides with the direction.
function alignment(value: string | undefined, isRightToLeft: boolean): string | null {
  switch (value) {
    case 'center':
      return 'center';
    case 'both':
    case 'distribute':
    case 'thaiDistribute':
    case 'lowKashida':
    case 'mediumKashida':
    case 'highKashida':
      return 'justify';
    case 'right':
    case 'end':
      return isRightToLeft ? 'left' : 'right';
    default:
      return null;
  }
}
