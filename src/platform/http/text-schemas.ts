import { z } from './openapi.ts';

// No control characters, and no characters that reverse the order of the text around them.
const ONE_LINE = /^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u;
const LINES = /^(?:\n|[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069])*$/u;
const VISIBLE = /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/**
 * A short text that other users read, such as a name or a title: one line that has a visible character, of up to
 * `maxLength` UTF-16 units.
 */
export function oneLine(maxLength: number) {
  return readable(ONE_LINE, 'must be one line without control characters', maxLength);
}

/** The same, with several lines. */
export function lines(maxLength: number) {
  return readable(LINES, 'must not hold control characters', maxLength);
}

/** An address, normalised: two spellings of one mailbox are one account. */
export const email = z
  .string()
  .trim()
  .max(254)
  .transform((value) => value.normalize('NFC').toLowerCase())
  .pipe(z.email())
  .openapi({ type: 'string', format: 'email' });

// The pattern is given to OpenAPI without flags: schema converters write a pattern's flags into it, and it then
// matches nothing. JSON Schema reads patterns as ECMA-262 does with `u`.
function readable(pattern: RegExp, message: string, maxLength: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(pattern, message)
    .refine((text) => text === '' || VISIBLE.test(text), 'must have something to see')
    .openapi({ pattern: pattern.source });
}
