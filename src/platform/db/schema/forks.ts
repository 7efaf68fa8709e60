import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Delta } from '../../../ot/op.ts';
import type { Written } from '../../../ot/written.ts';

/** Documents that began as another one at a version, and how far both have come since. */
export const forks = sqliteTable(
  'forks',
  {
    docId: text('doc_id').primaryKey(),
    originId: text('origin_id').notNull(),
    /** The version of the origin that the fork began with, and in which generation of it. */
    originVersion: integer('origin_version').notNull(),
    originGeneration: integer('origin_generation').notNull(),
    /** The version of the fork with that text. */
    forkVersion: integer('fork_version').notNull(),
    /**
     * Where they last met, as far as it is recorded, with what each had got from then on (src/content/fork/meeting.ts).
     * What the logs hold of merges and updates since is found again there.
     */
    metOrigin: integer('met_origin').notNull(),
    metFork: integer('met_fork').notNull(),
    bridge: text({ mode: 'json' }).$type<Written[]>().notNull(),
    unmerged: text({ mode: 'json' }).$type<Written[]>().notNull(),
    /** The suggestion by which it asks to be merged, while that is not decided. */
    proposed: text({ mode: 'json' }).$type<{ id: string; by: string; delta: Delta } | null>(),
    /** Which merge or update is under way, and until when no other may begin; '' for none. */
    turn: text().notNull().default(''),
    turnUntil: integer('turn_until').notNull().default(0),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('forks_origin').on(table.originId)],
);
