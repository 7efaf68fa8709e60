/** The kinds of mails. */
export const MAIL_KINDS = [
  'verify-email',
  'reset-password',
  'already-registered',
  'password-changed',
  'new-sign-in',
  'factor-changed',
  'account-erased',
  'invitation',
  'invitation-accepted',
  'shared',
  'role-changed',
  'owner-changed',
  'access-requested',
  'access-answered',
  'comment',
  'mention',
  'suggestion',
  'suggestion-decided',
  'fork-merged',
  'digest',
] as const;

/** One kind of mail. */
export type MailKind = (typeof MAIL_KINDS)[number];

/** A mail as it is handed over for delivery. */
export interface Mail {
  /** The same for every attempt at the same mail: a provider that supports it delivers the mail once. */
  id: string;
  kind: MailKind;
  /** One address. */
  to: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

/** A sender or recipient: `Name <address>`, parsed. */
export interface Mailbox {
  name: string;
  email: string;
}

/**
 * A provider will never accept this mail: because of its recipient (`recipient`), or because of its content or of how
 * this installation is set up (`request`), which an operator can fix.
 */
export class MailRefused extends Error {
  readonly because: 'recipient' | 'request';

  constructor(message: string, because: 'recipient' | 'request') {
    super(message);
    this.because = because;
  }
}

/** The mailbox that a setting such as MAIL_FROM names: `Name <address>` or only an address. */
export function parseMailbox(text: string): Mailbox {
  const parts = /^\s*"?([^"<>]*?)"?\s*<([^<>\s]+)>\s*$/.exec(text);
  const email = (parts?.[2] ?? text).trim();
  return { name: parts?.[1] || email, email };
}

const LONGEST_ADDRESS = 320;
const LONGEST_SUBJECT = 200;

/**
 * The mail with nothing in its headers that could begin another header or reverse text (RFC 5322, 2.2): a subject
 * loses line breaks, control and bidirectional characters. Throws MailRefused for an address or a header that
 * contains any.
 */
export function withSafeHead(mail: Mail): Mail {
  // One address: a comma or a second @ could name more, a space or a bracket another one.
  if (
    mail.to.length > LONGEST_ADDRESS ||
    !/^[^\s\p{Cc}<>,;:"()[\]\\@]+@[^\s\p{Cc}<>,;:"()[\]\\@]+$/u.test(mail.to)
  )
    throw new MailRefused('the recipient is no plain address', 'recipient');
  for (const [name, value] of Object.entries(mail.headers)) {
    if (!/^[A-Za-z-]+$/.test(name) || /[\p{Cc}]/u.test(value))
      throw new MailRefused(`the header ${name.slice(0, 40)} cannot be sent`, 'request');
  }
  return { ...mail, subject: oneLine(mail.subject, LONGEST_SUBJECT) };
}

/** A user's text as one line of at most `longest` characters, without characters that hide or reverse text. */
export function oneLine(text: string, longest: number): string {
  const line = text
    .toWellFormed()
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .trim();
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}
