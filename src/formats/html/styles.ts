import { attribute, type Element } from './tree.ts';

/** The declarations of a style attribute, by name in lower case. */
export type Styles = ReadonlyMap<string, string>;

const NONE: Styles = new Map();

/** What the style attribute of an element declares. A later declaration of a name counts. */
export function stylesOf(element: Element): Styles {
  const style = attribute(element, 'style');
  if (style === null || style === '') return NONE;
  const styles = new Map<string, string>();
  // A semicolon in quotes or brackets ends nothing; there the address of an image may have one.
  for (const [, name, value] of style.matchAll(
    /([a-z-]{1,64})\s*:\s*((?:"[^"]*"|'[^']*'|\([^)]*\)|[^;"'(])*)/gi,
  )) {
    if (name !== undefined && value !== undefined)
      styles.set(name.toLowerCase(), value.replace(/\s*!important\s*$/i, '').trim());
  }
  return styles;
}

/** Whether the styles keep spaces: undefined when they do not say. */
export function keepsSpace(styles: Styles): boolean | undefined {
  const space = styles.get('white-space')?.toLowerCase() ?? styles.get('white-space-collapse')?.toLowerCase();
  if (space === undefined) return undefined;
  if (space.startsWith('pre') || space.startsWith('break-spaces') || space === 'preserve')
    return space !== 'pre-line';
  return space === 'inherit' ? undefined : false;
}
