import { NOTIFICATION_KINDS, type NotificationKind } from '../../protocol/notification-kinds.ts';

/** When a kind is mailed: at once, in a digest, or never. */
export const MAIL_CHOICES = ['now', 'digest', 'off'] as const;
/** One of these choices. */
export type MailChoice = (typeof MAIL_CHOICES)[number];

/** How often digests are mailed. */
export const DIGEST_INTERVALS = ['hourly', 'daily', 'weekly'] as const;
/** One of these intervals. */
export type DigestInterval = (typeof DIGEST_INTERVALS)[number];

/** How a user wants to be notified of one kind. */
export interface Preference {
  inApp: boolean;
  mail: MailChoice;
}

/** The preferences of a user who has not chosen. */
export const DEFAULTS: Readonly<Record<NotificationKind, Preference>> = {
  shared: { inApp: true, mail: 'now' },
  invited: { inApp: true, mail: 'digest' },
  access_requested: { inApp: true, mail: 'now' },
  access_answered: { inApp: true, mail: 'now' },
  owner_changed: { inApp: true, mail: 'now' },
  role_changed: { inApp: true, mail: 'digest' },
  comment: { inApp: true, mail: 'digest' },
  mention: { inApp: true, mail: 'now' },
  suggestion: { inApp: true, mail: 'digest' },
  suggestion_decided: { inApp: true, mail: 'digest' },
  fork_merged: { inApp: true, mail: 'digest' },
  security: { inApp: true, mail: 'now' },
};

/** The interval until a user chooses another. */
export const DEFAULT_INTERVAL: DigestInterval = 'daily';

/**
 * Kinds that cannot be turned off: an attacker who took over an account would first silence its alerts (ASVS 6.3.7).
 */
export const FIXED: ReadonlySet<NotificationKind> = new Set<NotificationKind>(['security']);

/** Kinds that are mailed at once only now and then: the rest comes in digests. */
export const SPACED: ReadonlySet<NotificationKind> = new Set<NotificationKind>([
  'comment',
  'mention',
  'suggestion',
  'suggestion_decided',
]);

/** Whether a stored word is a kind. */
export function isKind(word: string): word is NotificationKind {
  return (NOTIFICATION_KINDS as readonly string[]).includes(word);
}
