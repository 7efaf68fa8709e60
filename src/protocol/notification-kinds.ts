/** The kinds of notifications, in the app and by mail. */
export const NOTIFICATION_KINDS = [
  'shared',
  'invited',
  'access_requested',
  'access_answered',
  'owner_changed',
  'role_changed',
  'comment',
  'mention',
  'suggestion',
  'suggestion_decided',
  'fork_merged',
  'security',
] as const;

/** One kind of notification. */
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];
