import { EMPTY_DOCUMENT } from '../ot/last-newline.ts';
import type { Delta } from '../ot/op.ts';
import { readSnapshot } from '../platform/archive/snapshot-store.ts';
import type { DocumentRow } from '../platform/db/access.ts';
import type { Database } from '../platform/db/database.ts';
import { basesOf, findSnapshot } from '../platform/db/snapshots.ts';
import { logger } from '../platform/observability/logger.ts';
import { Problem } from '../platform/problem/problem.ts';
import { documentLost } from './edit-problem.ts';
import { Playback } from './playback.ts';
import { historyUnavailable, readLog, versionExpired } from './read-log.ts';
import { reachDocument } from './stub.ts';

/** A document at a version; `ops` is JSON of a delta, as stored, so that it need not be parsed again. */
export interface PastText {
  version: number;
  ops: string;
  /** When it was committed, ISO 8601. */
  at: string;
}

// One unreadable snapshot is rare, two are an outage: then use the log from the beginning, or nothing.
const SNAPSHOTS_TRIED = 3;

/**
 * The document at `version`, even if the Document no longer keeps it: from the nearest archived snapshot before it
 * and the log from there, or from the Document if that is nearer. Each stands in where the other cannot be read.
 * Holds one text, one segment and one run of operations. Before the log that is kept, only versions with a snapshot
 * exist. Throws 404 `unknown_version` for a version that does not exist, 410 `version_expired`, 503 when it cannot be
 * read.
 */
export async function readVersion(
  env: Env,
  db: Database,
  document: DocumentRow,
  version: number,
): Promise<PastText> {
  if (version < document.logFrom) return snapshotOf(env, db, document, version);
  // All writers share the Document's thread: it is asked only for versions near one of its checkpoints.
  const isRecent = version > document.archivedVersion || version >= document.snapshotVersion;
  let failure: unknown;
  for (const source of isRecent
    ? ([fromDocument, fromArchive] as const)
    : ([fromArchive, fromDocument] as const)) {
    try {
      const text = await source(env, db, document, version);
      if (text !== null) return text;
    } catch (error) {
      // A Document that lacks what is archived does not decide.
      const isUnknown = error instanceof Problem && error.code === 'unknown_version';
      if (isUnknown && version > document.archivedVersion) throw error;
      failure ??= error;
      logger({ docId: document.id }).warn('a version cannot be read here', {
        version,
        source: source.name,
        error: String(error),
      });
    }
  }
  throw failure ?? documentLost();
}

// Null when the Document no longer reaches back that far.
async function fromDocument(
  env: Env,
  _db: Database,
  document: DocumentRow,
  version: number,
): Promise<PastText | null> {
  const read = await reachDocument(env, document, (stub) => stub.read(version));
  if (read.ok) return read.value;
  switch (read.error.code) {
    case 'unknown_version':
      throw new Problem(404, 'unknown_version', read.error.message);
    case 'pruned':
      return null;
    case 'not_found':
      throw documentLost();
  }
}

async function snapshotOf(env: Env, db: Database, document: DocumentRow, version: number): Promise<PastText> {
  if (version === 0) {
    const at = new Date(document.createdAt).toISOString();
    return { version, ops: JSON.stringify(EMPTY_DOCUMENT), at };
  }
  const row = await findSnapshot(db, document.id, version);
  if (row === undefined) throw versionExpired(document);
  try {
    const ops = await readSnapshot(env.ARCHIVE, document.id, version);
    return { version, ops: JSON.stringify(ops), at: new Date(row.at).toISOString() };
  } catch (error) {
    throw historyUnavailable(version, error);
  }
}

async function fromArchive(
  env: Env,
  db: Database,
  document: DocumentRow,
  version: number,
): Promise<PastText> {
  const base = await nearestBase(env, db, document, version);
  const playback = new Playback(base.version, base.ops);
  for await (const frame of readLog(env, document, base.version, version)) playback.play(frame, version);
  if (playback.version < version) {
    throw new Problem(404, 'unknown_version', `There is no version ${version} yet.`);
  }
  const at = new Date(playback.at ?? base.at).toISOString();
  return { version, ops: JSON.stringify(playback.text), at };
}

async function nearestBase(
  env: Env,
  db: Database,
  document: DocumentRow,
  upTo: number,
): Promise<{ version: number; ops: Delta; at: number }> {
  let failure: unknown = 'there is no snapshot of where the log begins';
  for (const { version, at } of await basesOf(db, document, upTo, SNAPSHOTS_TRIED)) {
    try {
      return { version, ops: await readSnapshot(env.ARCHIVE, document.id, version), at };
    } catch (error) {
      failure = error;
      logger({ docId: document.id }).error('an archived snapshot cannot be read, an older one is taken', {
        version,
        error: String(error),
      });
    }
  }
  if (document.logFrom > 0) throw historyUnavailable(document.logFrom, failure);
  return { version: 0, ops: EMPTY_DOCUMENT, at: document.createdAt };
}
