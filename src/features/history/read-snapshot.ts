import { type DocumentPlace, reachDocument } from '../../content/stub.ts';
import { snapshotKey } from '../../platform/archive/keys.ts';
import { snapshotBody } from '../../platform/archive/parse-snapshot.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { logger } from '../../platform/observability/logger.ts';
import { notFound } from '../../platform/problem/problem.ts';

/**
 * The JSON of a snapshot, from the archive or the Document. Throws 404 for a version that neither has, 503 when the
 * Document cannot be reached.
 */
export async function readSnapshot(
  { env }: Pick<Deps, 'env'>,
  { document, version }: { document: DocumentPlace; version: number },
): Promise<Response> {
  return (await fromArchive(env, document.id, version)) ?? (await fromDocument(env, document, version));
}

// A broken archive must not prevent reading: the Document has the text too.
async function fromArchive(env: Env, docId: string, version: number): Promise<Response | null> {
  try {
    const archived = await env.ARCHIVE.get(snapshotKey(docId, version));
    return archived && new Response(archived.body);
  } catch (error) {
    logger({ docId }).warn('the archive cannot be read, the document is asked', { error: String(error) });
    return null;
  }
}

/**
 * A snapshot's JSON from the Document: its checkpoint, else the log. Throws 404 for a version that it does not have.
 */
async function fromDocument(env: Env, document: DocumentPlace, version: number): Promise<Response> {
  const stored = await reachDocument(env, document, (stub) => stub.snapshot(version));
  if (stored !== null) return new Response(stored);
  const read = await reachDocument(env, document, (stub) => stub.read(version));
  if (!read.ok) throw notFound('snapshot');
  return new Response(snapshotBody(version, read.value.ops));
}
