import type { Attributes } from '../../ot/op.ts';
import type { ItemKind } from '../blocks/model.ts';
import type { Warnings } from '../warnings.ts';
import { formatsIn, overlay } from './own.ts';
import type { StyleKind } from './style-kinds.ts';

const DEEPEST = 8;

/** A side that lines are set to. */
export type Alignment = 'left' | 'center' | 'right' | 'justify';

/** What a file says of a line. */
export interface LineFacts {
  /** What its style is for. */
  readonly kind: StyleKind;
  readonly header: number | null;
  /** The item that it is; the depth may be outside what a document has. */
  readonly item: { readonly kind: ItemKind; readonly depth: number } | null;
  /** How many levels it is indented, if it is no item. */
  readonly levels: number;
  readonly isRightToLeft: boolean;
  /** Null for the side where lines begin anyway. */
  readonly align: Alignment | null;
}

/**
 * The formats of a line, over those that its table gives it. Formats of lines do not nest: what gives way is counted.
 * `exact` is JSON of ours of what the file's own format does not say.
 */
export function formatOfLine(
  facts: LineFacts,
  {
    given,
    exact,
    warnings,
    docId,
  }: { given: Attributes; exact: string | undefined; warnings: Warnings; docId: string | null },
): Attributes {
  const format: Attributes = { ...given };
  block(format, facts, warnings);
  if (facts.isRightToLeft) format.direction = 'rtl';
  if (facts.align !== null) format.align = facts.align;
  overlay(format, formatsIn(exact, docId));
  return format;
}

function block(format: Attributes, { kind, header, item, levels }: LineFacts, warnings: Warnings): void {
  const indent = clamped(levels);
  if (header !== null || kind.kind === 'code') {
    if (header !== null) format.header = header;
    if (kind.kind === 'code') format['code-block'] = kind.language;
    if (item !== null) {
      const isNumber = header !== null && (item.kind === 'bullet' || item.kind === 'ordered');
      warnings.add(isNumber ? 'heading_numbers' : 'nested_block');
    } else if (indent > 0) format.indent = indent;
    return;
  }
  if (kind.kind === 'callout') format.callout = kind.callout;
  if (item !== null) {
    if (kind.kind === 'quote') warnings.add('nested_block');
    format.list = item.kind;
    const depth = clamped(item.depth);
    if (depth > 0) format.indent = depth;
    return;
  }
  if (kind.kind === 'quote') format.blockquote = true;
  if (indent > 0) format.indent = indent;
}

function clamped(level: number): number {
  return Math.min(Math.max(level, 0), DEEPEST);
}
