import { readLog, versionExpired } from '../../content/read-log.ts';
import { readVersion } from '../../content/read-version.ts';
import { eachOperation } from '../../content/stroke.ts';
import { documentLength } from '../../ot/lengths.ts';
import type { Delta } from '../../ot/op.ts';
import { attributionKey, attributionPrefix, attributionVersionOf } from '../../platform/archive/keys.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Database } from '../../platform/db/database.ts';
import { logger } from '../../platform/observability/logger.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { Attribution, type StoredAttribution } from './attribution.ts';
import { forkAttribution } from './fork-attribution.ts';

// The first request replays the whole log; later ones replay at most this many versions.
const STORE_EVERY_VERSIONS = 10_000;

/**
 * The attribution of `version`. From the nearest stored attribution and the log after it; a long replay stores some on
 * the way for later requests, deferred by `later`. Text from before the kept log has no author, unless a stored
 * attribution has it. Throws 404 `unknown_version`, 410 `version_expired`, 503 when it cannot be read.
 */
export async function readAttribution(
  env: Env,
  db: Database,
  document: DocumentRow,
  version: number,
  later: (work: Promise<unknown>) => void,
): Promise<Attribution> {
  const stored = await nearest(env, document, version);
  if (version < document.logFrom && stored?.version !== version) throw versionExpired(document);
  const attribution =
    stored !== null && stored.version >= Math.min(version, document.logFrom)
      ? stored
      : await begin(env, db, document, version);
  let storedAt = attribution.version;
  for await (const frame of readLog(env, document, attribution.version, version)) {
    eachOperation(frame, { from: attribution.version, to: version }, (delta, by) =>
      attribution.apply(delta, by),
    );
    const isArchived = frame.last <= Math.min(version, document.archivedVersion);
    if (isArchived && frame.last - storedAt >= STORE_EVERY_VERSIONS) {
      storedAt = frame.last;
      later(store(env, document, attribution.store()));
    }
  }
  if (attribution.version < version) {
    throw new Problem(404, 'unknown_version', `There is no version ${version} yet.`);
  }
  return attribution;
}

async function nearest(
  env: Env,
  { id, generation }: DocumentRow,
  version: number,
): Promise<Attribution | null> {
  try {
    const { objects } = await env.ARCHIVE.list({ prefix: attributionPrefix(id, generation) });
    const key = objects
      .map((object) => object.key)
      .findLast((key) => (attributionVersionOf(key) ?? Infinity) <= version);
    const object = key === undefined ? null : await env.ARCHIVE.get(key);
    if (object !== null) return Attribution.restore(await object.json<StoredAttribution>());
  } catch (error) {
    logger({ docId: id }).warn('a stored attribution cannot be read, the log is played', {
      error: String(error),
    });
  }
  return null;
}

async function begin(env: Env, db: Database, document: DocumentRow, upTo: number): Promise<Attribution> {
  const { logFrom, createdAt } = document;
  const inherited = await forkAttribution(env, document.id);
  if (inherited !== null && inherited.version >= logFrom && inherited.version <= upTo) return inherited;
  if (logFrom === 0) return Attribution.empty(createdAt);
  const { ops, at } = await readVersion(env, db, document, logFrom);
  return Attribution.unknown(logFrom, documentLength(JSON.parse(ops) as Delta), Date.parse(at));
}

async function store(env: Env, { id, generation }: DocumentRow, stored: StoredAttribution): Promise<void> {
  try {
    await env.ARCHIVE.put(attributionKey(id, generation, stored.version), JSON.stringify(stored), {
      httpMetadata: { contentType: 'application/json' },
    });
  } catch (error) {
    logger({ docId: id }).warn('an attribution could not be stored', { error: String(error) });
  }
}
