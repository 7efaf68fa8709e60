import type { Attributes } from '../../ot/op.ts';
import { type Alignment, formatOfLine } from '../office/line-format.ts';
import type { Warnings } from '../warnings.ts';
import { LEVEL_TWIPS } from './own.ts';
import type { ParagraphProperties } from './properties.ts';
import type { Numbering } from './read-numbering.ts';
import type { Styles } from './read-styles.ts';

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
  { styles, numbering, warnings, docId }: LineContext,
): Attributes {
  const { kind, paragraph: inherited, listDepth } = styles.get(paragraph.style);
  const level = paragraph.level ?? inherited.level ?? 0;
  const numId = paragraph.numId ?? inherited.numId;
  const list = numId === undefined || numId === '0' ? null : numbering.level(numId, level);
  // What the style says too is no indent of the author's.
  const own = paragraph.indent === inherited.indent ? 0 : (paragraph.indent ?? 0);
  const levels = Math.round(own / LEVEL_TWIPS);
  const isItem = checked !== null || (list !== null && list.kind !== 'none');
  const isRightToLeft = paragraph.isRightToLeft ?? inherited.isRightToLeft ?? false;
  return formatOfLine(
    {
      kind,
      header: headingOf(paragraph, kind),
      item: !isItem
        ? null
        : {
            kind:
              checked === null
                ? list?.kind === 'ordered'
                  ? 'ordered'
                  : 'bullet'
                : checked
                  ? 'checked'
                  : 'unchecked',
            depth: list === null ? levels - 1 : level === 0 ? listDepth : level,
          },
      levels,
      isRightToLeft,
      align: alignment(paragraph.align ?? inherited.align, isRightToLeft),
    },
    { given, exact, warnings, docId },
  );
}

function headingOf({ outline }: ParagraphProperties, kind: ReturnType<Styles['get']>['kind']): number | null {
  if (kind.kind === 'header') return outline === 9 ? null : kind.level;
  return kind.kind === 'plain' && outline !== undefined && outline < 6 ? outline + 1 : null;
}

// Null for the side where lines begin anyway. Left and right change sides with the direction.
function alignment(value: string | undefined, isRightToLeft: boolean): Alignment | null {
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
