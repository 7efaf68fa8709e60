import { declarationsIn, StyleSheet } from './sheet.ts';
import { attribute, type Element } from './tree.ts';

/** The declarations that count for an element, by name in lower case. */
export type Styles = ReadonlyMap<string, string>;

/** How an element treats its white space; with `lines` only newlines stay. */
export type WhiteSpace = 'collapses' | 'lines' | 'stays';

const NONE: Styles = new Map();
const NO_SHEET = new StyleSheet([]);

/** What the style attribute of an element declares, over what the sheet says of it. */
export function stylesOf(element: Element, sheet = NO_SHEET): Styles {
  const style = attribute(element, 'style');
  const own = style === null || style === '' ? NONE : declarationsIn(style);
  let all = own;
  for (const rule of sheet.of(element)) all = new Map([...(all === own ? [] : all), ...rule]);
  return all === own ? own : new Map([...all, ...own]);
}

/** How the styles treat white space: undefined when they do not say. */
export function whiteSpaceIn(styles: Styles): WhiteSpace | undefined {
  const space = styles.get('white-space')?.toLowerCase() ?? styles.get('white-space-collapse')?.toLowerCase();
  if (space === undefined || space === 'inherit') return undefined;
  if (space === 'pre-line' || space === 'preserve-breaks') return 'lines';
  return /^(pre|break-spaces)/.test(space) ? 'stays' : 'collapses';
}

/** Whether the styles hide the element. */
export function isHiddenBy(styles: Styles): boolean {
  return styles.get('display')?.toLowerCase() === 'none' || styles.get('mso-hide') === 'all';
}
