import { MENTION } from '../../../../src/protocol/mentions.ts';

/** A person who is mentioned. */
export interface Mentioned {
  id: string;
  name: string;
}

/** A comment as it is sent: `<@id>` in place of `@name` of each person that was chosen. */
export function toBody(text: string, chosen: readonly Mentioned[]): string {
  // A name may begin with another one.
  const byLength = [...chosen].sort((a, b) => b.name.length - a.name.length);
  let body = '';
  for (let at = 0; at < text.length; ) {
    const found = text[at] === '@' ? byLength.find(({ name }) => isNameAt(text, at + 1, name)) : undefined;
    body += found ? `<@${found.id}>` : (text[at] ?? '');
    at += found ? 1 + found.name.length : 1;
  }
  return body.trim();
}

/** A comment in pieces: text, and the people that it mentions. */
export function piecesOf(body: string, mentions: readonly Mentioned[]): (string | Mentioned)[] {
  const pieces: (string | Mentioned)[] = [];
  let at = 0;
  for (const match of body.matchAll(MENTION)) {
    const mentioned = mentions.find(({ id }) => id === match[1]);
    if (mentioned === undefined) continue;
    if (match.index > at) pieces.push(body.slice(at, match.index));
    pieces.push(mentioned);
    at = match.index + match[0].length;
  }
  if (at < body.length) pieces.push(body.slice(at));
  return pieces;
}

/** Whether a text has the name of a person who was chosen, after an `@`. */
export function isMentioned(text: string, { name }: Mentioned): boolean {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (isNameAt(text, at + 1, name)) return true;
  }
  return false;
}

/** Whether a name, and no longer word, is at a place of a text. */
export function isNameAt(text: string, at: number, name: string): boolean {
  return text.startsWith(name, at) && !/^[\p{L}\p{N}]/u.test(text.slice(at + name.length));
}
