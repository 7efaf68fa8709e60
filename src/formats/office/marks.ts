import type { Attributes } from '../../ot/op.ts';
import { fits, overlay } from './own.ts';

/** What a run says of its text. Undefined is not said; null says that there is none. */
export interface Look {
  bold?: boolean;
  italic?: boolean;
  underline?: boolean;
  strike?: boolean;
  script?: 'sub' | 'super' | null;
  /** `#rrggbb`, or the exact value that we wrote. */
  color?: string | null;
  background?: string | null;
  isHidden?: boolean;
  isMonospaced?: boolean;
}

/** What the marks of a run depend on beside its look. */
export interface MarkContext {
  readonly link: string | null;
  /** No style of the text says how it looks: programs that have none for links draw each of them. */
  readonly isOwnLook: boolean;
  /** Its style says that it is code. */
  readonly isCode: boolean;
  /** In a block of code all text is code. */
  readonly inCode: boolean;
  readonly docId: string | null;
}

// How programs draw links where no style says so.
const LINK_COLORS = new Set(['#0000ff', '#0000ee', '#000080', '#0563c1', '#0066cc', '#1155cc', '#467886']);
const MONOSPACED =
  /^(consolas|courier( new)?|menlo|monaco|lucida console|(cascadia|dejavu sans|fira|ibm plex|jetbrains|liberation|noto sans|pt|roboto|sf|source code|ubuntu) ?(mono|code|pro)\b.*)$/i;

/** Whether a font, by its name, is one for code. */
export function isMonospaced(font: string): boolean {
  return MONOSPACED.test(font);
}

/** The formats of text that looks like this. `exact` are those of ours that the look does not say; null for none. */
export function marksFrom(
  look: Look,
  exact: Attributes | null,
  { link, isOwnLook, isCode, inCode, docId }: MarkContext,
): Attributes {
  const marks: Attributes = {};
  const { bold, italic, underline, strike, script, color, background } = look;
  const isDrawnAsLink = link !== null && isOwnLook && isLookOfLink(look);
  if (bold) marks.bold = true;
  if (italic) marks.italic = true;
  if (underline && !isDrawnAsLink) marks.underline = true;
  if (strike) marks.strike = true;
  if (!inCode && (isCode || look.isMonospaced)) marks.code = true;
  if (script) marks.script = script;
  if (link !== null) marks.link = link;
  if (color && !isDrawnAsLink && fits('color', color, docId)) marks.color = color;
  if (background && fits('background', background, docId)) marks.background = background;
  overlay(marks, exact);
  return marks;
}

/** Whether text looks as programs draw links. */
export function isLookOfLink({ underline, color }: Look): boolean {
  return underline === true && LINK_COLORS.has(color ?? '');
}

/** A colour as a look has it: what is drawn like that anyway (`usual`) is no colour of its author. */
export function colorOf(hex: string | undefined, usual: string): string | null {
  if (hex === undefined || !/^#?[0-9a-f]{6}$/i.test(hex)) return null;
  const color = `#${hex.replace('#', '').toLowerCase()}`;
  return color === usual ? null : color;
}
