import { isSealed, seal } from '../../platform/tokens/account-key.ts';
import type { NotificationKind } from '../../protocol/notification-kinds.ts';
import { isKind } from './kinds.ts';

/** What one click turns off: the mails of one kind, or the digest. */
export interface Unsubscription {
  userId: string;
  from: NotificationKind | 'digest';
}

/**
 * The token of an unsubscribe link, valid as long as ACCOUNT_KEY: it can do nothing else, and the reader of the mail
 * may use it without signing in (RFC 8058).
 */
export function unsubscribeToken(secret: string, { userId, from }: Unsubscription): string {
  const text = `${userId}.${from}`;
  return `${text}.${seal(secret, 'unsubscribe', text)}`;
}

/** What a token unsubscribes from; null for a token that is not ours. */
export function readUnsubscribeToken(secret: string, token: string): Unsubscription | null {
  const [userId, from, code, ...rest] = token.split('.');
  if (!userId || !from || !code || rest.length > 0) return null;
  if (!isSealed(secret, 'unsubscribe', `${userId}.${from}`, code)) return null;
  return from === 'digest' || isKind(from) ? { userId, from } : null;
}
