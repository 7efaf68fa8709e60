import { EMBEDS, FORMATS } from '../../ot/formats.ts';
import type { Attributes, AttributeValue, Embed } from '../../ot/op.ts';

/** Names of our styles, which a reader goes by. */
export const STYLE_NAMES = {
  code: 'Code Block',
  inlineCode: 'Inline Code',
  callout: 'Callout',
  rule: 'Horizontal Line',
  pageBreak: 'Page Break',
};

// What all formats of a line and its text take is less: the longest is the address of a link.
const MOST_JSON = 16_384;

/** The formats that JSON of ours says, as far as documents may have them; null takes one away. */
export function formatsIn(json: string | undefined, docId: string | null): Attributes | null {
  if (json === undefined || json.length > MOST_JSON) return null;
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

/** The embed of a type with the first of these values that it may have; null where it may have none of them, nor true. */
export function embedWith(
  type: string,
  values: readonly (string | undefined)[],
  docId: string | null,
): Embed | null {
  const known = EMBEDS.get(type);
  for (const value of [...values, true as const])
    if (value !== undefined && known?.fit(value, docId) === value) return { [type]: value };
  return null;
}

/** JSON of what formats differ in from what is said; null for what is said and they do not have. */
export function difference(format: Attributes, said: Attributes): string | undefined {
  const beside: Attributes = {};
  let count = 0;
  for (const name in format) {
    if (name === 'cell' || said[name] === format[name]) continue;
    beside[name] = format[name] as string;
    count++;
  }
  for (const name in said) {
    if (format[name] !== undefined) continue;
    beside[name] = null;
    count++;
  }
  return count === 0 ? undefined : JSON.stringify(beside);
}
