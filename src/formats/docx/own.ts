import { FORMATS } from '../../ot/formats.ts';
import type { Attributes, AttributeValue } from '../../ot/op.ts';

/** The width of a level of indents, in twentieths of a point. */
export const LEVEL_TWIPS = 720;
/** Twentieths of a point in a pixel of CSS. */
export const PIXEL_TWIPS = 15;
/** Units of DrawingML in a pixel of CSS. */
export const PIXEL_EMU = 9_525;

/** The longest tag of a content control that Word opens. */
export const LONGEST_TAG = 64;
/** What the tags of our content controls begin with. */
export const TAG_PREFIX = 'cde-';
/** Embeds that a content control says, whose value is the text in it. */
export const TEXT_CONTROLS = new Set(['formula', 'video', 'divider', 'image']);

/** Names of our styles, which a reader goes by. */
export const STYLE_NAMES = {
  code: 'Code Block',
  inlineCode: 'Inline Code',
  callout: 'Callout',
  rule: 'Horizontal Line',
};

/** The formats that JSON of ours says, as far as documents may have them; null takes one away. */
export function formatsIn(json: string | undefined, docId: string | null): Attributes | null {
  if (json === undefined) return null;
  let said: unknown;
  try {
    said = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof said !== 'object' || said === null) return null;
  return Object.fromEntries(
    Object.entries(said).filter(
      (entry): entry is [string, AttributeValue] =>
        // Cells have ids that no file may choose.
        entry[0] !== 'cell' &&
        FORMATS.has(entry[0]) &&
        (entry[1] === null || fits(entry[0], entry[1], docId)),
    ),
  );
}

/** Lays formats over others; null takes one away. */
export function overlay(formats: Attributes, over: Attributes | null): void {
  for (const [name, value] of Object.entries(over ?? {})) {
    if (value === null) delete formats[name];
    else formats[name] = value;
  }
}

/** Whether a document may have this format with this value. */
export function fits(name: string, value: unknown, docId: string | null): boolean {
  return FORMATS.get(name)?.values.fit(value, docId) === value;
}
