import { pushAccess } from '../../content/push-access.ts';
import { reachDocument } from '../../content/stub.ts';
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
// So many erasures a run of the sweep; what is left comes the next time.
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
 * Takes a user who is no longer anybody (`forgetUser`) out of every document, their own handed over or erased, and out of
 * their channel. Throws when something cannot be reached; repeating it goes on where it stopped, and changes nothing
 * that is done.
 */
export async function finishUserErasure(work: Work, erasure: UserErasure, now: number): Promise<void> {
  const { env, db } = work;
  const { userId } = erasure;
  const failures: unknown[] = [];
  for (let after = ''; ; ) {
    const page = await listKnowingDocuments(db, userId, after, PAGE);
    for (const document of page) {
      // One that cannot be reached keeps no other waiting.
      await takeOut(work, erasure, document, now).catch((error: unknown) => failures.push(error));
      after = document.id;
    }
    if (page.length < PAGE) break;
  }
  await env.USER_CHANNEL.getByName(userId).erase();
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
  // What was done for somebody who is gone was done by the system.
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
