import type { KeptText } from './kept-texts.ts';
import { isNameAt, type Mentioned } from './mention-text.ts';

/** An address that a comment names by `@`, and where. */
interface NamedAddress {
  email: string;
  from: number;
  to: number;
}

// Bounded as addresses are (RFC 5321), so that no text is slow to search.
const ADDRESS = /(?<=^|[\s(])@([^\s@<>(),;:"]{1,64}@[^\s@<>(),;:"]{1,253})/gu;
const DOMAIN = /@[^.]+(?:\.[^.]+)+$/;

/** The addresses that are written after an `@`, each once, in order; the names of those who are mentioned are none. */
export function addressesIn({ text, mentions }: KeptText): string[] {
  return [...new Set(named(text, mentions).map(({ email }) => email.toLowerCase()))];
}

/** A comment that mentions a user wherever it names their address. */
export function mentionByAddress(said: KeptText, email: string, { id, name }: Mentioned): KeptText {
  let text = '';
  let at = 0;
  for (const found of named(said.text, said.mentions)) {
    if (found.email.toLowerCase() !== email.toLowerCase()) continue;
    text += `${said.text.slice(at, found.from)}@${name}`;
    at = found.to;
  }
  const mentions = [...said.mentions.filter((one) => one.id !== id), { id, name }];
  return { ...said, text: text + said.text.slice(at), mentions };
}

function named(text: string, mentions: readonly Mentioned[]): NamedAddress[] {
  return Array.from(text.matchAll(ADDRESS), ({ index: from, 1: found = '' }) => {
    // A sentence may end after it.
    const email = found.replace(/[^\p{L}\p{N}]+$/u, '');
    return { email, from, to: from + 1 + email.length };
  }).filter(
    ({ email, from }) => DOMAIN.test(email) && !mentions.some(({ name }) => isNameAt(text, from + 1, name)),
  );
}
