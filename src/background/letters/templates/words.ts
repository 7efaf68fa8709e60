import type { MailKind } from '../../../platform/mail/mail.ts';
import type { Role } from '../../../protocol/role.ts';

/** The facts about a document: names and titles are user text. */
interface OfDocument {
  actor: string;
  title: string;
}

/** A comment, and the text that it is about: both null for one that is not repeated in mails. */
interface Said {
  /** Whether it answers another comment. */
  isReply: boolean;
  excerpt: string | null;
  /** Also null for a comment about the whole document. */
  about: string | null;
}

/** A change of how a user signs in, or of what can act for the user. */
export type SecurityChange =
  | { what: 'passkey_added' | 'passkey_removed' | 'token_created'; name: string }
  | { what: 'totp_added' | 'totp_removed' | 'recovery_codes_added' }
  | { what: 'identity_linked' | 'identity_unlinked'; name: string };

/** A change of a document's ownership; `inherited`: the account of the former owner is gone. */
export type OwnerChange = 'offered' | 'accepted' | 'declined' | 'inherited';

/** One line of a digest. */
export interface DigestLine {
  kind:
    | 'shared'
    | 'invited'
    | 'access_requested'
    | 'access_answered'
    | 'owner_changed'
    | 'role_changed'
    | 'comment'
    | 'mention'
    | 'suggestion'
    | 'suggestion_decided'
    | 'fork_merged';
  actor: string | null;
  title: string | null;
  role: Role | null;
  excerpt: string | null;
  /** Of `owner_changed`: what became of the ownership. */
  change: OwnerChange;
  /** Of `comment`: whether it answers another one. */
  isReply: boolean;
  /** Of `suggestion_decided`: whether any of it was accepted. */
  isAccepted: boolean;
  url: string;
}

/** The data of each kind of mail. Times are ms since 1970. */
export interface MailData {
  'verify-email': { hours: number };
  'reset-password': { minutes: number };
  'already-registered': Record<never, never>;
  'password-changed': { at: number; device: string; how: 'change' | 'reset' };
  'new-sign-in': { at: number; device: string };
  'factor-changed': { at: number; device: string; change: SecurityChange };
  'account-erased': { name: string };
  invitation: OfDocument & { role: Role; message: string | null };
  'invitation-accepted': OfDocument & { role: Role };
  shared: OfDocument & { role: Role };
  'role-changed': OfDocument & { role: Role };
  'owner-changed': OfDocument & { change: OwnerChange };
  'access-requested': OfDocument & { role: Role; message: string | null };
  'access-answered': { actor: string; title: string | null; role: Role | null };
  comment: OfDocument & Said;
  mention: OfDocument & Said;
  /** `note`: null for none, and for one that is not repeated in mails. */
  suggestion: OfDocument & { note: string | null };
  'suggestion-decided': OfDocument & { isAccepted: boolean };
  'fork-merged': OfDocument & { message: string | null };
  digest: { lines: readonly DigestLine[]; more: number };
}

/** The words of a mail, as plain text: nothing in it is markup. */
export interface Words {
  subject: string;
  heading: string;
  paragraphs: readonly string[];
  /** User text. */
  quote?: string;
  /** The label of the only button; without it there is no button. */
  action?: string;
  /** Small print below. */
  notes?: readonly string[];
}

/** All words of mails, in one language. */
export interface Texts {
  language: string;
  /** The actor's name when nothing is known of them any more. */
  somebody: string;
  /** The words of each kind; `product` is the name of this installation. */
  words: { [K in MailKind]: (data: MailData[K], product: string) => Words };
  /** One line of a digest. */
  line(line: DigestLine): string;
  footer: {
    /** Why the reader gets it. */
    reason: { account: string; notification: string; invitation: string };
    unsubscribe: string;
    settings: string;
    /** Above the button's address. */
    link: string;
  };
}

/** A time as people read it, in UTC. */
export function readableTime(at: number, language: string): string {
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${format.format(at)} UTC`;
}
