import type { LogEntry } from '../../durable-objects/document/rpc.ts';
import { authorOf } from '../platform/archive/segment.ts';
import { documentLost } from './edit-problem.ts';
import { type LoggedDocument, readLog, versionExpired } from './read-log.ts';
import { reachDocument } from './stub.ts';

/** A page of the log. */
export interface OperationsPage {
  entries: LogEntry[];
  /** The newest version. */
  head: number;
}

// An operation may be half a megabyte: a page ends before its response is too large to hold.
const PAGE_BYTES = 4 * 1024 * 1024;

/** The state of a document's log, as far as D1 knows. */
interface KnownDocument extends LoggedDocument {
  version: number;
}

/**
 * At most `limit` operations after version `from`, in order, as far back as the log is kept: from the Document what
 * it keeps, else from the archive. At least one if there is one. Throws 410 `version_expired`, 503 when the log
 * cannot be read.
 */
export async function readOperations(
  env: Env,
  document: KnownDocument,
  from: number,
  limit: number,
): Promise<OperationsPage> {
  if (from < document.logFrom) throw versionExpired(document);
  try {
    const log = await reachDocument(env, document, (stub) => stub.log(from, limit));
    if (log.ok) return log.value;
    if (log.error.code === 'not_found') throw documentLost();
  } catch (error) {
    // Archived operations can be read without the Document.
    if (from >= document.archivedVersion) throw error;
  }
  const [head, entries] = await Promise.all([
    headOf(env, document),
    archivedEntries(env, document, from, limit),
  ]);
  return { entries, head: Math.max(head, entries.at(-1)?.version ?? 0) };
}

async function headOf(env: Env, document: KnownDocument): Promise<number> {
  try {
    const head = await reachDocument(env, document, (stub) => stub.head());
    return head.ok ? head.value.version : document.version;
  } catch {
    return document.version;
  }
}

async function archivedEntries(
  env: Env,
  document: LoggedDocument,
  from: number,
  limit: number,
): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  let bytes = 0;
  for await (const frame of readLog(env, document, from, from + limit)) {
    const at = new Date(frame.at).toISOString();
    for (const [i, { client, seq, delta }] of frame.entries.entries()) {
      const version = frame.first + i;
      if (version <= from) continue;
      bytes += JSON.stringify(delta).length;
      if (entries.length === limit || (bytes > PAGE_BYTES && entries.length > 0)) return entries;
      entries.push({ version, client, seq, userId: authorOf(frame, i), at, delta });
    }
  }
  return entries;
}
