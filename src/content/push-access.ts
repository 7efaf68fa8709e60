import {
  currentAccess,
  listOwed,
  listOwedUsers,
  markPushed,
  markUsersPushed,
  WHOLE_DOCUMENT,
} from '../platform/db/access.ts';
import type { Database } from '../platform/db/database.ts';
import { findDocument } from '../platform/db/documents.ts';
import type { Logger } from '../platform/observability/logger.ts';
import { reachDocument } from './stub.ts';

/**
 * Tells the Document the current access of `subject` (a user's id, or WHOLE_DOCUMENT for the trash) and marks it as
 * told. It reads the state and does not carry the change itself, so calls may come twice or in any order. Throws 503
 * when the Document cannot be reached: the change stays owed.
 */
export async function pushAccess(env: Env, db: Database, docId: string, subject: string): Promise<void> {
  const current = await currentAccess(db, docId, subject);
  if (!current) return;
  const { document, held } = current;
  const { accessEpoch } = document;
  await reachDocument(env, document, (stub) =>
    subject === WHOLE_DOCUMENT
      ? stub.setDeleted({ deleted: document.deletedAt !== null, accessEpoch })
      : stub.setAccess({ userId: subject, ...held, accessEpoch }),
  );
  await markPushed(db, docId, subject, accessEpoch);
}

const AT_ONCE = 500;

/**
 * Tells the Document about every user whose access changed (recorded by `oweAll`), many in one message, and marks them
 * as told. Throws 503 when the Document cannot be reached: what it was not told stays owed.
 */
export async function pushAccessOfMany(env: Env, db: Database, docId: string): Promise<void> {
  const document = await findDocument(db, docId);
  if (!document) return;
  for (;;) {
    const owed = await listOwedUsers(db, docId, AT_ONCE);
    const [first, last] = [owed[0], owed.at(-1)];
    if (!first || !last) return;
    const changes = owed.map(({ userId, held, accessEpoch }) => ({ userId, ...held, accessEpoch }));
    await reachDocument(env, document, (stub) => stub.setAccessOfMany(changes));
    await markUsersPushed(db, docId, { from: first.userId, to: last.userId, accessEpoch: first.accessEpoch });
    if (owed.length < AT_ONCE) return;
  }
}

/**
 * Tells Documents the changes that are still owed; a Document that still cannot be reached is logged, and its changes
 * stay owed.
 */
export async function pushOwedAccess(env: Env, db: Database, log: Logger): Promise<void> {
  for (const { docId, subject } of await listOwed(db, 200)) {
    try {
      await pushAccess(env, db, docId, subject);
    } catch (error) {
      log.warn('a change of access is still owed', { docId, error: String(error) });
    }
  }
}
