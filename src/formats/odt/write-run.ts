import { colorHex } from '../../base/colors/parse-color.ts';
import type { Attributes } from '../../ot/op.ts';
import { colorOf, isLookOfLink, type Look } from '../office/marks.ts';
import { difference, STYLE_NAMES } from '../office/own.ts';
import { escapeValue } from '../xml/escape.ts';
import { type AutoStyles, styleId } from './auto-styles.ts';

const INLINE_CODE = styleId(STYLE_NAMES.inlineCode);
const BOLD = ' fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"';
const ITALIC = ' fo:font-style="italic" style:font-style-asian="italic" style:font-style-complex="italic"';
const UNDERLINE =
  ' style:text-underline-style="solid" style:text-underline-width="auto" style:text-underline-color="font-color"';
const STRIKE = ' style:text-line-through-style="solid" style:text-line-through-type="single"';

/**
 * The attributes of the span of a run, with what OpenDocument does not say beside it; '' for none. A link is said by what
 * is around the run. An image says its size and description itself. In code all text is.
 */
export function runAttributes(
  attributes: Attributes,
  { isCode, isImage }: { isCode: boolean; isImage: boolean },
  styles: AutoStyles,
): string {
  let isPlain = true;
  for (const _ in attributes) isPlain = false;
  if (isPlain) return '';
  const said: Attributes = {};
  const { link, script, code } = attributes;
  if (typeof link === 'string') said.link = link;
  if (isImage)
    for (const name of ['alt', 'width', 'height'])
      if (attributes[name] !== undefined) said[name] = attributes[name];
  let parent = '';
  if (code === true && !isCode) {
    parent = INLINE_CODE;
    said.code = true;
  }
  let properties = '';
  const marks = [
    ['bold', BOLD],
    ['italic', ITALIC],
    ['underline', UNDERLINE],
    ['strike', STRIKE],
  ] as const;
  for (const [name, xml] of marks) {
    if (attributes[name] !== true) continue;
    said[name] = true;
    properties += xml;
  }
  const colors = [
    ['color', 'fo:color', '#000000'],
    ['background', 'fo:background-color', '#ffffff'],
  ] as const;
  for (const [name, property, usual] of colors) {
    const hex = colorHex(attributes[name]);
    if (hex === null) continue;
    properties += ` ${property}="${hex}"`;
    const read = colorOf(hex, usual);
    if (read !== null) said[name] = read;
  }
  if (script === 'sub' || script === 'super') {
    said.script = script;
    properties += ` style:text-position="${script} 58%"`;
  }
  // A reader takes that for how a program draws links.
  const isOfLink = said.link !== undefined && parent === '' && isLookOfLink(said as Look);
  if (isOfLink) for (const name of ['underline', 'color']) delete said[name];
  const style = styles.name('text', parent, properties);
  const exact = difference(attributes, said);
  return (
    (style === '' ? '' : ` text:style-name="${style}"`) +
    (exact === undefined ? '' : ` d:format="${escapeValue(exact)}"`)
  );
}
