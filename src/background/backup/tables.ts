import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import * as schema from '../../platform/db/schema.ts';

/** A table as a backup sees it. */
export interface BackedUpTable {
  name: string;
  columns: string[];
}

/**
 * Every table of D1, in the order in which they are read: a table before those that refer to it, and `documents`
 * before `erasures`, so that a document that is erased meanwhile is in the backup with the order to erase it. The
 * full-text index is not among them: it is created again.
 */
export const BACKED_UP_TABLES: readonly BackedUpTable[] = [
  schema.users,
  schema.identities,
  schema.passkeys,
  schema.totp,
  schema.recoveryCodes,
  schema.apiTokens,
  schema.documents,
  schema.forks,
  schema.permissions,
  schema.guests,
  schema.links,
  schema.ownerOffers,
  schema.invitations,
  schema.accessRequests,
  schema.stars,
  schema.snapshots,
  schema.revisions,
  schema.visits,
  schema.uploads,
  schema.imports,
  schema.importFiles,
  schema.owedAccess,
  schema.erasures,
  schema.userErasures,
  schema.sessions,
  schema.notifications,
  schema.notificationPreferences,
  schema.auditLog,
  schema.eventOutbox,
  schema.eventEffects,
  schema.oneTimeTokens,
  schema.deadLetters,
  schema.idempotencyKeys,
  schema.throttles,
].map(describe);

function describe(table: SQLiteTable): BackedUpTable {
  const { name, columns } = getTableConfig(table);
  return { name, columns: columns.map((column) => column.name) };
}
