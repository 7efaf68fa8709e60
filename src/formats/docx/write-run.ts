import { colorHex } from '../../base/colors/parse-color.ts';
import type { Attributes } from '../../ot/op.ts';
import { difference } from '../office/own.ts';
import { escapeText, escapeValue } from '../xml/escape.ts';

/** How the formats of a run are written. */
export interface SaidRun {
  /** The content of `w:rPr`. */
  readonly properties: string;
  /** JSON of the formats that Word does not say; undefined for none. */
  readonly exact: string | undefined;
}

/** What the writing of formats depends on beside them. */
export interface RunContext {
  /** In a block of code all text is code. */
  readonly isCode: boolean;
  /** Whether lines begin at the right: Word shapes such text only if its runs say so. */
  readonly isRightToLeft: boolean;
  /** The mark of a footnote has a style of its own; an image says its size and description itself. */
  readonly embed: 'footnote' | 'image' | null;
}

const NOTHING: SaidRun = { properties: '', exact: undefined };
const RIGHT_TO_LEFT = '<w:rtl/>';

/** The formats of a run as Word says them, and beside that what it does not. A link is said by what is around the run. */
export function sayRun(attributes: Attributes, { isCode, isRightToLeft, embed }: RunContext): SaidRun {
  let isPlain = embed === null;
  for (const _ in attributes) isPlain = false;
  if (isPlain) return isRightToLeft ? { properties: RIGHT_TO_LEFT, exact: undefined } : NOTHING;
  const { link, script, code, color, background } = attributes;
  const said: Attributes = {};
  const isOn = (name: string): boolean => {
    if (attributes[name] === true) said[name] = true;
    return attributes[name] === true;
  };
  let style = '';
  if (typeof link === 'string') said.link = link;
  if (embed === 'footnote') style = 'FootnoteReference';
  else if (code === true && !isCode) {
    style = 'InlineCode';
    said.code = true;
  } else if (typeof link === 'string') style = 'Hyperlink';
  if (embed === 'image')
    for (const name of ['alt', 'width', 'height'])
      if (attributes[name] !== undefined) said[name] = attributes[name];
  let properties = style === '' ? '' : `<w:rStyle w:val="${style}"/>`;
  if (isOn('bold')) properties += '<w:b/>';
  if (isOn('italic')) properties += '<w:i/>';
  if (isOn('strike')) properties += '<w:strike/>';
  const ink = colorHex(color);
  if (ink !== null) {
    said.color = color as string;
    properties += `<w:color w:val="${ink.slice(1).toUpperCase()}"${exactColor(color, ink, '#000000')}/>`;
  }
  if (isOn('underline')) properties += '<w:u w:val="single"/>';
  const paper = colorHex(background);
  if (paper !== null) {
    said.background = background as string;
    const fill = paper.slice(1).toUpperCase();
    properties += `<w:shd w:val="clear" w:color="auto" w:fill="${fill}"${exactColor(background, paper, '#ffffff')}/>`;
  }
  if (embed !== 'footnote' && (script === 'sub' || script === 'super')) {
    said.script = script;
    properties += `<w:vertAlign w:val="${script === 'sub' ? 'subscript' : 'superscript'}"/>`;
  }
  if (isRightToLeft) properties += RIGHT_TO_LEFT;
  return { properties, exact: difference(attributes, said) };
}

/** The content of a run of text. */
export function textXml(text: string, isDeleted = false): string {
  const tag = isDeleted ? 'w:delText' : 'w:t';
  if (!text.includes('\t') && !text.includes('\n'))
    return `<${tag} xml:space="preserve">${escapeText(text)}</${tag}>`;
  return text
    .split(/([\t\n])/)
    .map((part) => {
      if (part === '\t') return '<w:tab/>';
      if (part === '\n') return '<w:br/>';
      return part === '' ? '' : `<${tag} xml:space="preserve">${escapeText(part)}</${tag}>`;
    })
    .join('');
}

// What a reader would not give of the colour alone.
function exactColor(value: unknown, hex: string, usual: string): string {
  return value === hex && hex !== usual ? '' : ` d:value="${escapeValue(String(value))}"`;
}
