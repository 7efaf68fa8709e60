import { archiveSnapshot } from '../../archiving/archive-snapshot.ts';
import type { Failure } from '../../base/result.ts';
import { documentLost } from '../../content/edit-problem.ts';
import { readLog } from '../../content/read-log.ts';
import { reachDocument } from '../../content/stub.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import { findSnapshot, type SnapshotRow } from '../../platform/db/snapshots.ts';
import type { Work } from '../../platform/events/work.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import { clearName } from './queries.ts';

interface Kept {
  document: DocumentRow;
  /** The user who asks for it. */
  userId: string;
}

/** Keeps a snapshot of the newest version, with or without a name. Throws 503 when it cannot be archived. */
export async function keepNewest(
  work: Work,
  { document, userId, name }: Kept & { name: string | null },
): Promise<SnapshotRow> {
  const checkpoint = await reachDocument(work.env, document, (stub) => stub.makeCheckpoint());
  if (!checkpoint.ok) throw documentLost();
  return archive(work, document, checkpoint.value.version, { name, authorId: userId });
}

/**
 * Names a version, which gets a snapshot if it has none; null removes the name. Operations committed together have one
 * snapshot, at the last of them: the result says at which version. Throws 404 `unknown_version`, or when there is no
 * snapshot whose name could be removed; 503 when it cannot be archived.
 */
export async function nameVersion(
  work: Work,
  { document, userId, version, name }: Kept & { version: number; name: string | null },
): Promise<SnapshotRow> {
  const { env, db } = work;
  if (name === null) {
    const cleared = await clearName(db, document.id, version);
    if (cleared === undefined) throw notFound('snapshot');
    return cleared;
  }
  const known = await findSnapshot(db, document.id, version);
  const end = known === undefined ? await frameEnd(env, document, version) : version;
  // The first user who asked for it stays its author.
  return archive(work, document, end, { name, authorId: known?.authorId ?? userId });
}

// Snapshots lie on the edges of frames, as everything in the archive does.
async function frameEnd(env: Env, document: DocumentRow, version: number): Promise<number> {
  if (version === 0) return 0;
  for await (const frame of readLog(env, document, version - 1, version)) return frame.last;
  throw new Problem(404, 'unknown_version', `There is no version ${version} yet.`);
}

async function archive(
  work: Work,
  document: DocumentRow,
  version: number,
  mark: { name: string | null; authorId: string },
): Promise<SnapshotRow> {
  const archived = await archiveSnapshot(work, document, version, mark).catch((error: unknown) => {
    if (error instanceof Problem) throw error;
    throw unavailable({ code: 'archive_unavailable', message: String(error) });
  });
  if (!archived.ok) throw unavailable(archived.error);
  return archived.value;
}

// None of these is the caller's mistake, and all may work later.
function unavailable({ code, message }: Failure<string>): Problem {
  return new Problem(503, 'archive_unavailable', 'The version cannot be archived right now.', {
    headers: { 'Retry-After': '5' },
    cause: `${code}: ${message}`,
  });
}
