import { colorHex } from '../../base/colors/parse-color.ts';
import { isLinkAddress } from '../../ot/addresses.ts';
import { FORMATS } from '../../ot/formats.ts';
import type { Attributes, AttributeValue } from '../../ot/op.ts';
import { isShortText } from '../../ot/values.ts';
import { FORMAT_ATTRIBUTE, HIGHLIGHT, type LINE_ATTRIBUTE } from '../vocabulary.ts';
import type { Warnings } from '../warnings.ts';
import type { Styles } from './styles.ts';
import { attribute, type Element } from './tree.ts';

const MARKS: Readonly<Record<string, Attributes>> = {
  b: { bold: true },
  strong: { bold: true },
  i: { italic: true },
  em: { italic: true },
  cite: { italic: true },
  dfn: { italic: true },
  var: { italic: true },
  address: { italic: true },
  u: { underline: true },
  ins: { underline: true },
  s: { strike: true },
  strike: { strike: true },
  del: { strike: true },
  code: { code: true },
  kbd: { code: true },
  samp: { code: true },
  tt: { code: true },
  sub: { script: 'sub' },
  sup: { script: 'super' },
  mark: { background: HIGHLIGHT },
  dt: { bold: true },
};

// The background of these is that of a part of the page: no highlight of words.
const PAPER = new Set('html body main section article header footer aside nav div pre table'.split(' '));

/** The marks of the text in an element, among those `around` it. Its styles may take some away. */
export function marksIn(
  element: Element,
  styles: Styles,
  around: Attributes,
  warnings: Warnings,
): Attributes {
  const own = Object.hasOwn(MARKS, element.tagName) ? MARKS[element.tagName] : undefined;
  if (own === undefined && element.attrs.length === 0) return around;
  const marks: Attributes = { ...around, ...own };
  if (element.tagName === 'a') linkOf(element, marks, warnings);
  if (element.tagName === 'font') setColor(marks, 'color', attribute(element, 'color'));
  setStyles(marks, styles);
  if (!PAPER.has(element.tagName)) setColor(marks, 'background', paperOf(styles));
  for (const name of ['color', 'background']) {
    const exact = attribute(element, `data-${name}`);
    if (exact !== null && fits(name, exact)) marks[name] = exact;
  }
  overlay(marks, formatsSaid(element, FORMAT_ATTRIBUTE));
  return marks;
}

/** The formats that an attribute says beside HTML, as far as documents may have them; null takes one away. */
export function formatsSaid(
  element: Element,
  name: typeof FORMAT_ATTRIBUTE | typeof LINE_ATTRIBUTE,
): Attributes {
  const json = attribute(element, name);
  if (json === null) return {};
  let said: unknown;
  try {
    said = JSON.parse(json);
  } catch {
    return {};
  }
  if (typeof said !== 'object' || said === null) return {};
  return Object.fromEntries(
    Object.entries(said).filter(
      (entry): entry is [string, AttributeValue] =>
        // Cells have ids that no page may choose.
        entry[0] !== 'cell' && FORMATS.has(entry[0]) && (entry[1] === null || fits(entry[0], entry[1])),
    ),
  );
}

function overlay(marks: Attributes, over: Attributes): void {
  for (const [name, value] of Object.entries(over)) {
    if (value === null) delete marks[name];
    else marks[name] = value;
  }
}

function fits(name: string, value: unknown): boolean {
  return FORMATS.get(name)?.values.fit(value, null) === value;
}

function linkOf(element: Element, marks: Attributes, warnings: Warnings): void {
  const href = attribute(element, 'href');
  if (href === null || href === '' || href.startsWith('#')) return;
  const address = isLinkAddress(href) ? href : href.trim();
  if (isLinkAddress(address) && isShortText(address)) marks.link = address;
  else warnings.add('dropped_address');
}

// In a link, what the page draws links with says nothing of the author's.
function setStyles(marks: Attributes, styles: Styles): void {
  if (styles.size === 0) return;
  const inLink = marks.link !== undefined;
  const weight = styles.get('font-weight')?.toLowerCase();
  if (weight !== undefined) toggle(marks, 'bold', isBold(weight));
  const slant = styles.get('font-style')?.toLowerCase();
  if (slant !== undefined) toggle(marks, 'italic', slant === 'italic' || slant.startsWith('oblique'));
  const line =
    `${styles.get('text-decoration') ?? ''} ${styles.get('text-decoration-line') ?? ''}`.toLowerCase();
  if (line.includes('line-through')) marks.strike = true;
  if (line.includes('underline') && !inLink) marks.underline = true;
  const place = styles.get('vertical-align')?.toLowerCase();
  if (place === 'sub' || place === 'super') marks.script = place;
  if (!inLink) setColor(marks, 'color', styles.get('color') ?? null);
}

function paperOf(styles: Styles): string | null {
  return styles.get('background-color') ?? styles.get('background') ?? null;
}

function isBold(weight: string): boolean {
  return weight === 'bold' || weight === 'bolder' || Number(weight) >= 600;
}

function toggle(marks: Attributes, name: string, on: boolean): void {
  if (on) marks[name] = true;
  else delete marks[name];
}

// Black text and white paper are what a page has by itself.
function setColor(marks: Attributes, name: 'color' | 'background', css: string | null): void {
  if (css === null) return;
  const color = colorHex(css);
  if (color === null) return;
  if (color === (name === 'color' ? '#000000' : '#ffffff')) delete marks[name];
  else marks[name] = color;
}
