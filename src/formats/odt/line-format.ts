import type { Attributes } from '../../ot/op.ts';
import type { ItemKind } from '../blocks/model.ts';
import { type Alignment, formatOfLine } from '../office/line-format.ts';
import { formatsIn, overlay } from '../office/own.ts';
import type { Warnings } from '../warnings.ts';
import type { ResolvedStyle } from './read-styles.ts';

/** What a paragraph is, beside its content. */
export interface OdtParagraph {
  readonly style: ResolvedStyle;
  /** Whether it names that style. */
  readonly isStyled: boolean;
  /** The level of a heading, from 1; null for a paragraph. */
  readonly outline: number | null;
  /** The item that it begins, or belongs to; null outside lists. */
  readonly item: { readonly kind: ItemKind | null; readonly depth: number } | null;
  /** A page ended with the paragraph before. */
  readonly isAfterBreak: boolean;
  /** JSON of what its formats were before a change of them. */
  readonly over?: string | undefined;
}

/** What reading the formats of lines depends on beside them. */
export interface LineContext {
  readonly warnings: Warnings;
  readonly docId: string | null;
  /** Whether the sides of alignment are left and right in text from right to left too, as LibreOffice has them. */
  readonly hasFixedSides: boolean;
}

/** The formats of a line: those that its paragraph and its style say, and over them what we said beside. */
export function lineFormat(
  { style, outline, item, over }: OdtParagraph,
  { checked, exact, given }: { checked: boolean | null; exact: string | undefined; given: Attributes },
  { warnings, docId, hasFixedSides }: LineContext,
): Attributes {
  const { paragraph, kind } = style;
  const isRightToLeft = paragraph.isRightToLeft ?? false;
  // An item has one line: what else is in it is a paragraph one level deeper.
  const isBox = checked !== null;
  const boxed = checked ? 'checked' : 'unchecked';
  const itemKind = item?.kind ?? null;
  const depth = item?.depth ?? style.levels - 1;
  const format = formatOfLine(
    {
      kind,
      header: headingOf(outline, kind),
      item: isBox ? { kind: boxed, depth } : itemKind === null ? null : { kind: itemKind, depth },
      levels: item === null ? style.levels : item.depth + 1,
      isRightToLeft,
      align: alignment(paragraph.align, { isRightToLeft, hasFixedSides }),
    },
    { given, exact, warnings, docId },
  );
  overlay(format, formatsIn(over, docId));
  return format;
}

function headingOf(outline: number | null, kind: ResolvedStyle['kind']): number | null {
  if (outline !== null) return Math.min(outline, 6);
  return kind.kind === 'header' ? kind.level : null;
}

// Null for the side where lines begin anyway.
function alignment(
  value: string | undefined,
  { isRightToLeft, hasFixedSides }: { isRightToLeft: boolean; hasFixedSides: boolean },
): Alignment | null {
  if (value === 'center' || value === 'justify') return value;
  const isTurned = isRightToLeft && !hasFixedSides;
  const side =
    value === 'start'
      ? isTurned
        ? 'right'
        : 'left'
      : value === 'end'
        ? isTurned
          ? 'left'
          : 'right'
        : value;
  if (side !== 'left' && side !== 'right') return null;
  return side === (isRightToLeft ? 'right' : 'left') ? null : side;
}
