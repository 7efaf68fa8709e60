import { type DocumentPlace, documentStub } from '../../content/stub.ts';
import { deletePrefix } from '../../platform/archive/delete-prefix.ts';
import {
  abandonedPrefix,
  attributionPrefix,
  reviewPrefix,
  segmentPrefix,
  snapshotPrefix,
  uploadPrefix,
} from '../../platform/archive/keys.ts';
import { findDocument } from '../../platform/db/documents.ts';
import {
  created,
  deleteRemains,
  type Erasure,
  forgetDocument,
  noteRemains,
} from '../../platform/db/erasures.ts';
import { writeEvents } from '../../platform/db/event-outbox.ts';
import { eventsBy, publishEvents } from '../../platform/events/publish.ts';
import type { Work } from '../../platform/events/work.ts';
import type { Actor } from '../../platform/queues/events.ts';

/**
 * Erases a document from D1 with the index, its object and the archive. Afterwards it cannot be found any more; the
 * sweep finishes what could not be reached.
 */
export async function eraseDocument(
  { env, db, log }: Work,
  actor: Actor,
  place: DocumentPlace & { title: string },
): Promise<void> {
  const events = eventsBy(actor, [
    { type: 'document.deleted', docId: place.id, title: place.title, permanent: true },
  ]);
  // The rows go first: work that looks the document up before touching it finds none, and cannot write anything back.
  await forgetDocument(db, place, Date.now(), writeEvents(db, events));
  await publishEvents(env, db, log, events);
  try {
    await eraseOutsideD1(env, place);
    await noteRemains(db, place.id, Date.now());
  } catch (error) {
    log.warn('a document is not erased everywhere yet', { docId: place.id, error: String(error) });
  }
}

/** Carries out an erasure that is due. Throws when something cannot be reached: it stays owed. */
export async function finishErasure({ env, db }: Pick<Work, 'env' | 'db'>, erasure: Erasure): Promise<void> {
  const { docId, region, reason } = erasure;
  if (reason === 'creation' && (await findDocument(db, docId))) {
    await created(db, docId);
    return;
  }
  await eraseOutsideD1(env, { id: docId, region });
  if (reason === 'deletion') await noteRemains(db, docId, Date.now());
  else await deleteRemains(db, docId);
}

// The object goes first: while it exists, it may still ask for archiving.
async function eraseOutsideD1(env: Env, place: DocumentPlace): Promise<void> {
  await documentStub(env, place).erase();
  for (const prefix of [
    segmentPrefix(place.id),
    snapshotPrefix(place.id),
    attributionPrefix(place.id),
    reviewPrefix(place.id),
    abandonedPrefix(place.id),
    uploadPrefix(place.id),
  ]) {
    await deletePrefix(env.ARCHIVE, prefix);
  }
}
