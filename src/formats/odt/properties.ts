import { colorOf, isMonospaced, type Look } from '../office/marks.ts';
import { inches } from './measures.ts';

type Named = ReadonlyMap<string, string>;

/** What a paragraph's style says of it. Undefined is not said. */
export interface ParagraphLook {
  /** In inches. */
  indent?: number;
  align?: string;
  isRightToLeft?: boolean;
  breaksBefore?: boolean;
  breaksAfter?: boolean;
  /** It has a line below it, and no other. */
  hasRule?: boolean;
}

/** Takes what `style:text-properties` say. `fonts` are the faces that are declared to be for code. */
export function readTextProperties(look: Look, attributes: Named, fonts: ReadonlySet<string>): void {
  for (const [name, value] of attributes) {
    switch (name) {
      case 'fo:font-weight':
        look.bold = value === 'bold' || Number(value) >= 600;
        break;
      case 'fo:font-style':
        look.italic = value === 'italic' || value === 'oblique';
        break;
      case 'style:text-underline-style':
        look.underline = value !== 'none';
        break;
      case 'style:text-line-through-style':
        look.strike = value !== 'none';
        break;
      case 'style:text-line-through-type':
        look.strike ??= value !== 'none';
        break;
      case 'style:text-position':
        look.script = scriptOf(value);
        break;
      case 'fo:color':
        look.color = colorOf(value, '#000000');
        break;
      case 'style:use-window-font-color':
        if (value === 'true') look.color = null;
        break;
      case 'fo:background-color':
        look.background = colorOf(value, '#ffffff');
        break;
      case 'text:display':
        look.isHidden = value === 'none';
        break;
      case 'style:font-name':
        look.isMonospaced = fonts.has(value) || isMonospaced(value);
        break;
      case 'fo:font-family':
        look.isMonospaced ??= isMonospaced(value.replace(/^['"]|['"].*$/g, ''));
        break;
    }
  }
}

/** Takes what `style:paragraph-properties` say. */
export function readParagraphProperties(look: ParagraphLook, attributes: Named): void {
  const indent = inches(attributes.get('fo:margin-left') ?? attributes.get('fo:margin'));
  if (indent !== null) look.indent = indent;
  const align = attributes.get('fo:text-align');
  if (align !== undefined) look.align = align;
  const mode = attributes.get('style:writing-mode');
  if (mode !== undefined && mode !== 'page') look.isRightToLeft = mode.startsWith('rl');
  const before = attributes.get('fo:break-before');
  if (before !== undefined) look.breaksBefore = before === 'page';
  const after = attributes.get('fo:break-after');
  if (after !== undefined) look.breaksAfter = after === 'page';
  const [below, ...others] = ['bottom', 'top', 'left', 'right'].map((side) =>
    isDrawn(attributes.get(`fo:border-${side}`) ?? attributes.get('fo:border')),
  );
  if (below) look.hasRule = !others.includes(true);
}

function isDrawn(border: string | undefined): boolean {
  return border !== undefined && border !== 'none' && border !== 'hidden';
}

// A word, or how far the line is raised in parts of the size.
function scriptOf(value: string): 'sub' | 'super' | null {
  const [first = ''] = value.trim().split(/\s+/);
  if (first === 'sub' || first === 'super') return first;
  const raised = Number.parseFloat(first);
  return raised > 0 ? 'super' : raised < 0 ? 'sub' : null;
}
