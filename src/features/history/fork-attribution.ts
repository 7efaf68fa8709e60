import { historyUnavailable } from '../../content/read-log.ts';
import { forkAttributionKey } from '../../platform/archive/keys.ts';
import { Attribution, type StoredAttribution } from './attribution.ts';

/**
 * Stores who wrote what of the text that a fork begins with, at its version of it. The fork's own log says only who
 * forked, so this is kept as long as the fork is.
 */
export async function putForkAttribution(
  env: Env,
  fork: { docId: string; version: number },
  attribution: Attribution,
): Promise<void> {
  const { authors, runs } = attribution.store();
  const stored: StoredAttribution = {
    version: fork.version,
    authors,
    // Versions of the origin mean nothing in the fork; authors and times do.
    runs: runs.map(([length, author, _, at, before]) => [length, author, fork.version, at, before]),
  };
  await env.ARCHIVE.put(forkAttributionKey(fork.docId), JSON.stringify(stored), {
    httpMetadata: { contentType: 'application/json' },
  });
}

/** The attribution that a fork begins with; null for a document that is none. Throws 503 when it cannot be read. */
export async function forkAttribution(env: Env, docId: string): Promise<Attribution | null> {
  try {
    const object = await env.ARCHIVE.get(forkAttributionKey(docId));
    return object === null ? null : Attribution.restore(await object.json<StoredAttribution>());
  } catch (error) {
    throw historyUnavailable(0, error);
  }
}
