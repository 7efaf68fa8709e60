import type { Attributes } from '../../ot/op.ts';
import { marksFrom } from '../office/marks.ts';
import { formatsIn } from '../office/own.ts';
import type { RunProperties } from './properties.ts';
import type { Styles } from './read-styles.ts';

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
  const style = styles.get(properties.style);
  // How links and code are drawn says no more than that they are.
  const isDrawn = style.isCode || (link !== null && style.isLink);
  const look: RunProperties = isDrawn ? properties : { ...style.run, ...properties };
  const isOwnLook = properties.style === undefined;
  return marksFrom(look, formatsIn(exact, docId), { link, isOwnLook, isCode: style.isCode, inCode, docId });
}

/** Whether a run is not shown. */
export function isHidden(properties: RunProperties, styles: Styles): boolean {
  return properties.isHidden ?? styles.get(properties.style).run.isHidden ?? false;
}
