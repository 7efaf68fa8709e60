import { randomId } from '../../base/ids.ts';
import { importKey } from '../../platform/archive/keys.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { sendDocumentImports } from '../../platform/queues/producers.ts';
import { HTTP_LIMITS } from '../../platform/verbs/limits.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { archiveUnavailable, storageFull } from '../uploads/problems.ts';
import type { TextEntry } from './archive-sources.ts';
import type { Importer } from './make-document.ts';
import { deleteImport, insertImport } from './queries.ts';
import type { SentFile } from './sources.ts';

/** An archive whose documents a queue makes. */
export interface QueuedArchive extends Importer {
  file: SentFile;
  origin: string;
}

/**
 * Keeps an archive and asks the queue for a document of each of its texts. Returns the id of the import. Throws 413
 * `too_large` for more texts than a queue takes, 413 `storage_full`, 429 `too_many_imports`, 503 when the archive cannot be
 * kept; then nothing is.
 *
 * The rows come first: bytes without one would be found by no one. Messages that are not sent are sent by the sweep.
 */
export async function queueImport(
  deps: Deps,
  actor: Actor,
  { userId, region, file, origin }: QueuedArchive,
  { texts, others }: { texts: readonly TextEntry[]; others: number },
): Promise<{ id: string }> {
  const { env, db, log } = deps;
  const { queuedDocuments } = HTTP_LIMITS.imports;
  if (texts.length > queuedDocuments)
    throw new Problem(413, 'too_large', `An archive has at most ${queuedDocuments} documents.`);
  const { importsPerUser: running, uploadBytesPerUser: bytes } = quotasOf(env);
  const id = randomId();
  const now = Date.now();
  const row = {
    id,
    userId,
    actor,
    state: 'running' as const,
    fileName: file.name.slice(0, HTTP_LIMITS.titleLength),
    size: file.bytes.length,
    region,
    origin,
    total: texts.length,
    others,
    imageBytes: 0,
    createdAt: now,
    endedAt: null,
    dueAt: now + HTTP_LIMITS.queuedImports.stalled,
  };
  const files = texts.map(({ entry }) => ({ path: entry.name, docId: randomId() }));
  const stored = await insertImport(db, row, files, { running, bytes });
  if (stored === 'storage_full') throw storageFull(bytes);
  if (stored === 'no_user') throw new Problem(401, 'unauthenticated', 'The account no longer exists.');
  if (stored === 'too_many') throw tooMany(running);
  try {
    await env.ARCHIVE.put(importKey(userId, id), file.bytes);
  } catch (error) {
    await deleteImport(db, id);
    throw archiveUnavailable(error);
  }
  const numbers = files.map((_, number) => number);
  await sendDocumentImports(env, id, numbers).catch((error: unknown) =>
    log.warn('the messages of an import wait for the sweep', { importId: id, error: String(error) }),
  );
  return { id };
}

function tooMany(running: number): Problem {
  return new Problem(429, 'too_many_imports', `At most ${running} of your imports can run at once.`, {
    headers: { 'Retry-After': '60' },
  });
}
