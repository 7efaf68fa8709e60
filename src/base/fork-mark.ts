import { ALPHABET, CLIENT_ID_PATTERN } from './ids.ts';

/** What brings text from a fork to its origin (`merge`), or the other way (`update`). */
export type ForkTraffic = 'merge' | 'update';

/** Which traffic of a fork an entry of the log belongs to, as its client id says. */
export interface ForkMark {
  kind: ForkTraffic;
  /** The beginning of the fork's id, as in `forkTag`. */
  tag: string;
  /** The version of the document that it comes from, up to which it brings everything. */
  upTo: number;
  /** The version of the document that it goes to, on which it was made. */
  base: number;
}

const MARK = 'fork';
const TAG_LENGTH = 9;
// 30 bits: a thousand million versions.
const DIGITS = 5;
const KINDS = { m: 'merge', u: 'update' } as const;
const USER_LENGTH = 9;

/** What marks contain of a fork's id. */
export function forkTag(forkId: string): string {
  return forkId.slice(0, TAG_LENGTH);
}

/**
 * A client id for what `by` wrote and traffic of a fork brings along. It follows from the traffic, so a repeat is
 * recognised, and the log alone tells what was brought. Throws for a version above 2^30.
 */
export function markedClientId(by: string, mark: ForkMark): string {
  return `${by.slice(0, USER_LENGTH - 1)}-${forkMarkId(mark)}`;
}

/** A mark as text, in the form of an id: 24 characters. */
export function forkMarkId({ kind, tag, upTo, base }: ForkMark): string {
  return `${MARK}${kind.charAt(0)}${tag}${digits(upTo)}${digits(base)}`;
}

/** The mark in a client id; null for one of another kind. */
export function forkMarkOf(client: string): ForkMark | null {
  const at = USER_LENGTH + MARK.length;
  if (!isMarkedClientId(client)) return null;
  const kind = KINDS[client.charAt(at) as keyof typeof KINDS];
  const tag = client.slice(at + 1, at + 1 + TAG_LENGTH);
  const numbers = client.slice(at + 1 + TAG_LENGTH);
  return { kind, tag, upTo: value(numbers.slice(0, DIGITS)), base: value(numbers.slice(DIGITS)) };
}

/** Whether a client id has such a mark: only the server writes under it. */
export function isMarkedClientId(client: string): boolean {
  const length = USER_LENGTH + MARK.length + 1 + TAG_LENGTH + 2 * DIGITS;
  if (client.length !== length || !client.startsWith(MARK, USER_LENGTH)) return false;
  return client.charAt(USER_LENGTH + MARK.length) in KINDS && CLIENT_ID_PATTERN.test(client);
}

function digits(number: number): string {
  if (number >= ALPHABET.length ** DIGITS) throw new RangeError(`Version ${number} is above 2^30`);
  let text = '';
  for (let left = number, i = 0; i < DIGITS; i++) {
    text = ALPHABET.charAt(left % ALPHABET.length) + text;
    left = Math.floor(left / ALPHABET.length);
  }
  return text;
}

function value(text: string): number {
  return [...text].reduce((sum, digit) => sum * ALPHABET.length + ALPHABET.indexOf(digit), 0);
}
