import { colorOf, isMonospaced, type Look } from '../office/marks.ts';

/** What a run says of its text, and the style that it names. */
export interface RunProperties extends Look {
  style?: string;
}

/** What a paragraph says of itself. */
export interface ParagraphProperties {
  style?: string;
  numId?: string;
  level?: number;
  /** In twentieths of a point. */
  indent?: number;
  align?: string;
  isRightToLeft?: boolean;
  /** From 0; 9 is no heading. */
  outline?: number;
  breaksBefore?: boolean;
  /** It has a line below it, and no other. */
  hasRule?: boolean;
}

type Named = ReadonlyMap<string, string>;

const HIGHLIGHTS: Readonly<Record<string, string>> = {
  black: '#000000',
  blue: '#0000ff',
  cyan: '#00ffff',
  green: '#00ff00',
  magenta: '#ff00ff',
  red: '#ff0000',
  yellow: '#ffff00',
  white: '#ffffff',
  darkBlue: '#000080',
  darkCyan: '#008080',
  darkGreen: '#008000',
  darkMagenta: '#800080',
  darkRed: '#800000',
  darkYellow: '#808000',
  darkGray: '#808080',
  lightGray: '#c0c0c0',
};
/** Takes what an element in `w:rPr` says. */
export function readRunProperty(properties: RunProperties, name: string, attributes: Named): void {
  const value = attributes.get('w:val');
  switch (name) {
    case 'w:rStyle':
      if (value !== undefined) properties.style = value;
      break;
    case 'w:b':
      properties.bold = isOn(value);
      break;
    case 'w:i':
      properties.italic = isOn(value);
      break;
    case 'w:u':
      // An underline may have a colour alone.
      properties.underline = value !== undefined && value !== 'none';
      break;
    case 'w:strike':
    case 'w:dstrike':
      properties.strike = isOn(value) || (name === 'w:dstrike' && properties.strike === true);
      break;
    case 'w:vertAlign':
      properties.script = value === 'superscript' ? 'super' : value === 'subscript' ? 'sub' : null;
      break;
    case 'w:position':
      // In half points; LibreOffice lays subscripts of HTML lower like that.
      if (properties.script === undefined && Number(value) !== 0)
        properties.script = Number(value) > 0 ? 'super' : 'sub';
      break;
    case 'w:color':
      properties.color = attributes.get('d:value') ?? colorOf(value, '#000000');
      break;
    case 'w:highlight':
      properties.background = (value !== undefined && HIGHLIGHTS[value]) || null;
      break;
    case 'w:shd':
      // A highlight is what its author saw of the two.
      properties.background ??= attributes.get('d:value') ?? colorOf(attributes.get('w:fill'), '#ffffff');
      break;
    case 'w:vanish':
      properties.isHidden = isOn(value);
      break;
    case 'w:rFonts':
      properties.isMonospaced = isMonospaced(attributes.get('w:ascii') ?? '');
      break;
  }
}

/** Takes what an element in `w:pPr` says. */
export function readParagraphProperty(
  properties: ParagraphProperties,
  name: string,
  attributes: Named,
): void {
  const value = attributes.get('w:val');
  switch (name) {
    case 'w:pStyle':
      if (value !== undefined) properties.style = value;
      break;
    case 'w:numId':
      if (value !== undefined) properties.numId = value;
      break;
    case 'w:ilvl':
      properties.level = Number(value) || 0;
      break;
    case 'w:ind': {
      const left = attributes.get('w:left') ?? attributes.get('w:start');
      if (left !== undefined) properties.indent = twips(left);
      break;
    }
    case 'w:jc':
      if (value !== undefined) properties.align = value;
      break;
    case 'w:bidi':
      properties.isRightToLeft = isOn(value);
      break;
    case 'w:outlineLvl':
      properties.outline = Number(value);
      break;
    case 'w:pageBreakBefore':
      properties.breaksBefore = isOn(value);
      break;
    case 'w:bottom':
    case 'w:top':
    case 'w:left':
      // The lines of a box come before the one below.
      if (value !== 'nil' && value !== 'none')
        properties.hasRule = name === 'w:bottom' && properties.hasRule !== false;
      break;
  }
}

/** Whether a switch is on: it is, unless it says otherwise. */
export function isOn(value: string | undefined): boolean {
  return value !== 'false' && value !== '0' && value !== 'off' && value !== 'none';
}

const UNITS: Readonly<Record<string, number>> = { in: 1440, pt: 20, cm: 567, mm: 56.7, pc: 240, pi: 240 };

/** A measure in twentieths of a point: strict files have units. */
export function twips(measure: string): number {
  const [, number, unit = ''] = /^(-?[\d.]+)(in|pt|cm|mm|pc|pi)?$/.exec(measure) ?? [];
  return Math.round((Number(number) || 0) * (UNITS[unit] ?? 1));
}
