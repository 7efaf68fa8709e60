import { pushAccess } from '../../content/push-access.ts';
import { reachDocument } from '../../content/stub.ts';
import { deletePrefix } from '../../platform/archive/delete-prefix.ts';
import { importPrefix } from '../../platform/archive/keys.ts';
import { writeEvents } from '../../platform/db/event-outbox.ts';
import {
  advanceUserErasure,
  documentForgot,
  findHeir,
  handOver,
  type KnowingDocument,
  leaveDocument,
  listDueUserErasures,
  listKnowingDocuments,
  type UserErasure,
} from '../../platform/db/user-erasures.ts';
import { eventsBy, publishEvents, SYSTEM } from '../../platform/events/publish.ts';
import type { Work } from '../../platform/events/work.ts';
import { count } from '../../platform/observability/metrics.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { eraseDocument } from '../documents/erase.ts';

const PAGE = 100;
// The number of erasures per run of the sweep; the next run continues.
const AT_MOST = 20;

/** Carries out the erasures of users that are due; one that cannot be finished is logged and stays owed. */
export async function finishUserErasures(work: Work, now: number): Promise<void> {
  for (const erasure of await listDueUserErasures(work.db, now, AT_MOST)) {
    try {
      await finishUserErasure(work, erasure, now);
      count('user_erasures_total', { state: erasure.state });
    } catch (error) {
      work.log.warn('an erasure of a user is still owed', { userId: erasure.userId, error: String(error) });
    }
  }
}

/**
 * Removes an erased user (`forgetUser`) from every document, from the channel and from the archive; the user's own
 * documents are handed over or erased. Throws when something cannot be reached; a repeat continues where it stopped.
 */
export async function finishUserErasure(work: Work, erasure: UserErasure, now: number): Promise<void> {
  const { env, db } = work;
  const { userId } = erasure;
  const failures: unknown[] = [];
  for (let after = ''; ; ) {
    const page = await listKnowingDocuments(db, userId, after, PAGE);
    for (const document of page) {
      // An unreachable document must not delay the others.
      await takeOut(work, erasure, document, now).catch((error: unknown) => failures.push(error));
      after = document.id;
    }
    if (page.length < PAGE) break;
  }
  await env.USER_CHANNEL.getByName(userId).erase();
  await deletePrefix(env.ARCHIVE, importPrefix(userId));
  if (failures.length > 0) throw failures[0];
  await advanceUserErasure(db, erasure, now);
}

async function takeOut(
  work: Work,
  { userId, documents }: UserErasure,
  document: KnowingDocument,
  now: number,
): Promise<void> {
  const { env, db, log } = work;
  const { id: docId } = document;
  // The system acts for a user who is gone.
  const by: Actor = { ...SYSTEM, userId: null };
  if (document.ownerId !== userId) {
    await leaveDocument(db, docId, userId, now);
  } else {
    const keeps = documents === 'hand-over' && document.deletedAt === null;
    const heir = keeps ? await findHeir(db, docId, userId, now) : undefined;
    if (heir === undefined) {
      await eraseDocument(work, by, document);
      return;
    }
    const { title } = document;
    const events = eventsBy(by, [{ type: 'document.owner_changed', docId, title, from: userId, to: heir }]);
    await handOver(db, { docId, from: userId, to: heir }, now, writeEvents(db, events));
    await publishEvents(env, db, log, events);
    await pushAccess(env, db, docId, heir);
  }
  await pushAccess(env, db, docId, userId);
  await reachDocument(env, document, (stub) => stub.forgetUser(userId));
  await documentForgot(db, docId, userId);
}
