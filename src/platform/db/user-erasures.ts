import { and, asc, eq, gt, inArray, lte, ne, or, sql } from 'drizzle-orm';
import { owe, raiseEpoch } from './access.ts';
import type { Database } from './database.ts';
import type { writeEvents } from './event-outbox.ts';
import { holdsAt, rank } from './grants.ts';
import {
  accessRequests,
  apiTokens,
  auditLog,
  deadLetters,
  documents,
  idempotencyKeys,
  identities,
  importFiles,
  imports,
  invitations,
  links,
  notificationPreferences,
  notifications,
  oneTimeTokens,
  ownerOffers,
  passkeys,
  permissions,
  recoveryCodes,
  sessions,
  stars,
  totp,
  userErasures,
  users,
  visits,
} from './schema.ts';
import { forgetUploader, handBytesOver } from './uploads.ts';

/** An erasure of a user. */
export type UserErasure = typeof userErasures.$inferSelect;

/** A document that may know a user who is being erased. */
export type KnowingDocument = Pick<
  typeof documents.$inferSelect,
  'id' | 'region' | 'title' | 'ownerId' | 'deletedAt'
>;

// Longer than a request or a queue's consumer may take, so that none of them can still write about the user.
const AFTER_ALL_WORK_MS = 60 * 60 * 1000;

/**
 * The statements that remove a user: the account, what it was opened with, and everything that is only theirs. They
 * belong in one batch. What documents still know is owed from then on. Without an address, what is stored under it
 * stays: another account may have it by now.
 */
export function forgetUser(
  db: Database,
  { userId, email }: { userId: string; email: string | null },
  erasure: Pick<UserErasure, 'documents' | 'dueAt'>,
) {
  const names = email === null ? [userId] : [userId, email];
  const isTold = or(...names.map((name) => sql`instr(${deadLetters.body}, ${name})`));
  return [
    db
      .insert(userErasures)
      .values({ userId, state: 'owed', createdAt: erasure.dueAt, ...erasure })
      .onConflictDoNothing(),
    db.delete(users).where(eq(users.id, userId)),
    db.delete(identities).where(eq(identities.userId, userId)),
    db.delete(sessions).where(eq(sessions.userId, userId)),
    db.delete(apiTokens).where(eq(apiTokens.userId, userId)),
    db.delete(passkeys).where(eq(passkeys.userId, userId)),
    db.delete(totp).where(eq(totp.userId, userId)),
    db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)),
    db.delete(oneTimeTokens).where(eq(oneTimeTokens.userId, userId)),
    db.delete(idempotencyKeys).where(eq(idempotencyKeys.userId, userId)),
    // Theirs, and those that name them to others.
    db.delete(notifications).where(eq(notifications.userId, userId)),
    db.delete(notifications).where(eq(notifications.actorId, userId)),
    db.delete(notificationPreferences).where(eq(notificationPreferences.userId, userId)),
    db.delete(accessRequests).where(eq(accessRequests.userId, userId)),
    db.delete(ownerOffers).where(or(eq(ownerOffers.fromId, userId), eq(ownerOffers.toId, userId))),
    db.delete(invitations).where(eq(invitations.email, email ?? '')),
    db.delete(deadLetters).where(and(gt(deadLetters.failedAt, 0), eq(deadLetters.queue, 'events'), isTold)),
    db.delete(importFiles).where(inArray(importFiles.importId, importsOf(db, userId))),
    db.delete(imports).where(eq(imports.userId, userId)),
    ...forgetUploader(db, userId),
    ...emptyAudit(db, userId),
  ] as const;
}

function importsOf(db: Database, userId: string) {
  return db.select({ id: imports.id }).from(imports).where(eq(imports.userId, userId));
}

/**
 * The statements that remove personal data from the audit log: what happened stays, under an id that reveals nothing.
 */
function emptyAudit(db: Database, userId: string) {
  const details = sql`json_remove(${auditLog.details}, '$.name', '$.email')`;
  const origin = { address: null, userAgent: null, credentialId: null };
  return [
    db
      .update(auditLog)
      .set({ ...origin, details })
      .where(eq(auditLog.actorId, userId)),
    // An unknown actor may have been the user, as in a failed sign-in.
    db
      .update(auditLog)
      .set({
        address: sql`CASE WHEN ${auditLog.actorId} IS NULL THEN NULL ELSE ${auditLog.address} END`,
        userAgent: sql`CASE WHEN ${auditLog.actorId} IS NULL THEN NULL ELSE ${auditLog.userAgent} END`,
        details,
      })
      .where(eq(auditLog.subjectId, userId)),
  ] as const;
}

/** Whether a user with this id existed and has been erased. */
export async function wasErased(db: Database, userId: string): Promise<boolean> {
  const where = eq(userErasures.userId, userId);
  return (await db.select({ userId: userErasures.userId }).from(userErasures).where(where)).length > 0;
}

/** At most `limit` erasures that are due, the longest due first. */
export async function listDueUserErasures(db: Database, now: number, limit: number): Promise<UserErasure[]> {
  return db
    .select()
    .from(userErasures)
    .where(and(inArray(userErasures.state, ['owed', 'remains']), lte(userErasures.dueAt, now)))
    .orderBy(asc(userErasures.dueAt))
    .limit(limit);
}

/**
 * At most `limit` documents that may know the user, by id, after `after`: where they have a role, have been, or have
 * done something that is stored.
 */
export async function listKnowingDocuments(
  db: Database,
  userId: string,
  after: string,
  limit: number,
): Promise<KnowingDocument[]> {
  // D1 takes five SELECTs in one UNION at most.
  const present = sql`(SELECT ${permissions.docId} FROM ${permissions} WHERE ${permissions.userId} = ${userId}
    UNION SELECT ${visits.docId} FROM ${visits} WHERE ${visits.userId} = ${userId}
    UNION SELECT ${stars.docId} FROM ${stars} WHERE ${stars.userId} = ${userId}
    UNION SELECT id FROM ${documents} WHERE owner_id = ${userId})`;
  const remembered = sql`(SELECT ${auditLog.docId} FROM ${auditLog} WHERE ${auditLog.actorId} = ${userId}
    UNION SELECT ${auditLog.docId} FROM ${auditLog} WHERE ${auditLog.subjectId} = ${userId})`;
  const { id, region, title, ownerId, deletedAt } = documents;
  return db
    .select({ id, region, title, ownerId, deletedAt })
    .from(documents)
    .where(and(gt(id, after), or(sql`${id} IN ${present}`, sql`${id} IN ${remembered}`)))
    .orderBy(asc(id))
    .limit(limit);
}

/**
 * The next owner of a document: of the members with an account and the strongest role, the one who has had it
 * longest.
 */
export async function findHeir(
  db: Database,
  docId: string,
  ownerId: string,
  now: number,
): Promise<string | undefined> {
  const rows = await db
    .select({ userId: permissions.userId })
    .from(permissions)
    .innerJoin(users, eq(users.id, permissions.userId))
    .where(and(eq(permissions.docId, docId), ne(permissions.userId, ownerId), holdsAt(now)))
    .orderBy(sql`${rank(permissions.role)} DESC`, asc(permissions.createdAt), asc(permissions.userId))
    .limit(1);
  return rows[0]?.userId;
}

/** Hands over a document of a user who is being erased, and records that the Document must be told. */
export async function handOver(
  db: Database,
  { docId, from, to }: { docId: string; from: string; to: string },
  now: number,
  outgoing: ReturnType<typeof writeEvents>,
): Promise<void> {
  const owner = { role: 'owner' as const, linkId: null, directRole: null, expiresAt: null, updatedAt: now };
  await db.batch([
    db
      .update(documents)
      .set({ ownerId: to })
      .where(and(eq(documents.id, docId), eq(documents.ownerId, from))),
    db
      .insert(permissions)
      .values({ docId, userId: to, createdAt: now, ...owner })
      .onConflictDoUpdate({ target: [permissions.docId, permissions.userId], set: owner }),
    db.update(links).set({ createdBy: to }).where(eq(links.docId, docId)),
    handBytesOver(db, { docId, from, to }),
    db.delete(ownerOffers).where(eq(ownerOffers.docId, docId)),
    db
      .update(invitations)
      .set({ invitedBy: to, message: null })
      .where(and(eq(invitations.docId, docId), eq(invitations.invitedBy, from))),
    ...leave(db, docId, from, now),
    owe(db, docId, to, now),
    outgoing,
  ]);
}

/** Removes a user from a document, and records that the Document must be told. */
export async function leaveDocument(db: Database, docId: string, userId: string, now: number): Promise<void> {
  await db.batch([...leave(db, docId, userId, now)]);
}

function leave(db: Database, docId: string, userId: string, now: number) {
  return [
    db.delete(permissions).where(and(eq(permissions.docId, docId), eq(permissions.userId, userId))),
    db.delete(stars).where(and(eq(stars.userId, userId), eq(stars.docId, docId))),
    // The mark by which it is found again until its Document has forgotten them.
    db.insert(visits).values({ userId, docId, version: 0, at: now }).onConflictDoNothing(),
    raiseEpoch(db, docId),
    owe(db, docId, userId, now),
  ] as const;
}

/** The document has forgotten the user: it is no longer looked at because they were once there. */
export async function documentForgot(db: Database, docId: string, userId: string): Promise<void> {
  await db.delete(visits).where(and(eq(visits.userId, userId), eq(visits.docId, docId)));
}

/**
 * No document knows the user any more. A request that was running when the erasure began may still write, so it is
 * checked once more in an hour. After the second time it is done: only the id remains.
 */
export async function advanceUserErasure(
  db: Database,
  { userId, state, documents }: Pick<UserErasure, 'userId' | 'state' | 'documents'>,
  now: number,
): Promise<void> {
  const [first, ...rest] = forgetUser(db, { userId, email: null }, { documents, dueAt: now });
  const next =
    state === 'owed'
      ? { state: 'remains' as const, dueAt: now + AFTER_ALL_WORK_MS }
      : { state: 'done' as const };
  await db.batch([
    first,
    ...rest,
    db.delete(invitations).where(eq(invitations.invitedBy, userId)),
    db.delete(visits).where(eq(visits.userId, userId)),
    db.delete(stars).where(eq(stars.userId, userId)),
    db.update(userErasures).set(next).where(eq(userErasures.userId, userId)),
  ]);
}
