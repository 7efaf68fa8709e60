import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Event } from '../../queues/events.ts';

// Events and notifications.

/** Events that were written with their change and wait for the queue: even if the queue fails, no event is lost. */
export const eventOutbox = sqliteTable(
  'event_outbox',
  {
    id: text().primaryKey(),
    body: text({ mode: 'json' }).$type<Event>().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('event_outbox_created').on(table.createdAt)],
);

/** Effects of events that are done, so that each happens once, however often the event arrives. */
export const eventEffects = sqliteTable(
  'event_effects',
  {
    eventId: text('event_id').notNull(),
    effect: text().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.eventId, table.effect] }),
    index('event_effects_created').on(table.createdAt),
  ],
);

/** The notifications of users in the app; `mail` says whether one must still go into a mail. */
export const notifications = sqliteTable(
  'notifications',
  {
    id: text().primaryKey(),
    userId: text('user_id').notNull(),
    eventId: text('event_id').notNull(),
    kind: text().notNull(),
    docId: text('doc_id'),
    actorId: text('actor_id'),
    /** What its text is made from: names and titles as they were. */
    data: text({ mode: 'json' }).$type<Record<string, string | number | null>>().notNull(),
    createdAt: integer('created_at').notNull(),
    readAt: integer('read_at'),
    mail: text({ enum: ['none', 'due', 'sent'] }).notNull(),
  },
  (table) => [
    uniqueIndex('notifications_event').on(table.eventId, table.userId),
    index('notifications_user').on(table.userId, table.createdAt, table.id),
    index('notifications_unread').on(table.userId, table.readAt),
    index('notifications_mail').on(table.mail, table.userId, table.createdAt),
    index('notifications_document').on(table.docId),
    index('notifications_actor').on(table.actorId),
  ],
);

/** How a user wants to be notified of a kind; without a row the kind's default applies. */
export const notificationPreferences = sqliteTable(
  'notification_preferences',
  {
    userId: text('user_id').notNull(),
    kind: text().notNull(),
    inApp: integer('in_app', { mode: 'boolean' }).notNull(),
    mail: text({ enum: ['now', 'digest', 'off'] }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.kind] })],
);

/**
 * Who did what, when, from where and with which credential. Rows are only ever added (triggers refuse the rest);
 * erasing a user (`user_erasures`) empties the personal data in theirs.
 */
export const auditLog = sqliteTable(
  'audit_log',
  {
    /** The event's. */
    id: text().primaryKey(),
    at: integer().notNull(),
    type: text().notNull(),
    actorKind: text('actor_kind').notNull(),
    actorId: text('actor_id'),
    /** The session or API token that was used. */
    credentialId: text('credential_id'),
    address: text(),
    userAgent: text('user_agent'),
    docId: text('doc_id'),
    /** The affected user. */
    subjectId: text('subject_id'),
    details: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    index('audit_log_at').on(table.at, table.id),
    index('audit_log_document').on(table.docId, table.at, table.id),
    index('audit_log_actor').on(table.actorId, table.at, table.id),
    index('audit_log_subject').on(table.subjectId, table.at, table.id),
    index('audit_log_type').on(table.type, table.at, table.id),
  ],
);
