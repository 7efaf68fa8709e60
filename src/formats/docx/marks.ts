import type { Attributes } from '../../ot/op.ts';
import { fits, formatsIn, overlay } from './own.ts';
import type { RunProperties } from './properties.ts';
import type { Styles } from './read-styles.ts';

// How programs draw links where no style says so.
const LINK_COLORS = new Set(['#0000ff', '#0000ee', '#000080', '#0563c1', '#0066cc', '#1155cc', '#467886']);

/** What the marks of a run depend on beside its properties. */
export interface MarkContext {
  readonly styles: Styles;
  readonly link: string | null;
  /** In a block of code all text is code. */
  readonly inCode: boolean;
  readonly docId: string | null;
}

/** The formats of a run's text. `exact` is JSON of what Word does not say. */
export function marksOf(
  properties: RunProperties,
  exact: string | undefined,
  { styles, link, inCode, docId }: MarkContext,
): Attributes {
  const marks: Attributes = {};
  const style = styles.get(properties.style);
  // How links and code are drawn says no more than that they are.
  const isOwnLook = style.isCode || (link !== null && style.isLink);
  const said: RunProperties = isOwnLook ? properties : { ...style.run, ...properties };
  const { bold, italic, underline, strike, script, color, background } = said;
  const isDrawnAsLink =
    link !== null && properties.style === undefined && underline === true && LINK_COLORS.has(color ?? '');
  if (bold) marks.bold = true;
  if (italic) marks.italic = true;
  if (underline && !isDrawnAsLink) marks.underline = true;
  if (strike) marks.strike = true;
  if (!inCode && (style.isCode || said.isMonospaced)) marks.code = true;
  if (script) marks.script = script;
  if (link !== null) marks.link = link;
  if (color && !isDrawnAsLink && fits('color', color, docId)) marks.color = color;
  if (background && fits('background', background, docId)) marks.background = background;
  if (exact !== undefined) overlay(marks, formatsIn(exact, docId));
  return marks;
}

/** Whether a run is not shown. */
export function isHidden(properties: RunProperties, styles: Styles): boolean {
  return properties.isHidden ?? styles.get(properties.style).run.isHidden ?? false;
}
