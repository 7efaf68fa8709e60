import { NOTIFICATION_KINDS, type NotificationKind } from '../../protocol/notification-kinds.ts';

/** When a kind is mailed: as it happens, gathered, or never. */
export const MAIL_CHOICES = ['now', 'digest', 'off'] as const;
/** One of these. */
export type MailChoice = (typeof MAIL_CHOICES)[number];

/** How often what is gathered is mailed. */
export const DIGEST_INTERVALS = ['hourly', 'daily', 'weekly'] as const;
/** One of these. */
export type DigestInterval = (typeof DIGEST_INTERVALS)[number];

/** How a user wants to be told of one kind. */
export interface Preference {
  inApp: boolean;
  mail: MailChoice;
}

/** What holds until a user says otherwise. */
export const DEFAULTS: Readonly<Record<NotificationKind, Preference>> = {
  shared: { inApp: true, mail: 'now' },
  invited: { inApp: true, mail: 'digest' },
  access_requested: { inApp: true, mail: 'now' },
  access_answered: { inApp: true, mail: 'now' },
  owner_changed: { inApp: true, mail: 'now' },
  role_changed: { inApp: true, mail: 'digest' },
  comment: { inApp: true, mail: 'digest' },
  mention: { inApp: true, mail: 'now' },
  security: { inApp: true, mail: 'now' },
};

/** The interval until a user chooses another. */
export const DEFAULT_INTERVAL: DigestInterval = 'daily';

/**
 * Kinds that nobody can turn off: whoever took an account over would begin by silencing what tells of it (ASVS 6.3.7).
 */
export const FIXED: ReadonlySet<NotificationKind> = new Set<NotificationKind>(['security']);

/** Whether a stored word is a kind. */
export function isKind(word: string): word is NotificationKind {
  return (NOTIFICATION_KINDS as readonly string[]).includes(word);
}
