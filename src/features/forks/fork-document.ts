import { newestVersion } from '../../content/newest-version.ts';
import { readVersion } from '../../content/read-version.ts';
import { writable } from '../../ot/cut-down.ts';
import { documentLength } from '../../ot/lengths.ts';
import type { Delta } from '../../ot/op.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import type { Actor } from '../../platform/queues/events.ts';
import { createDocument } from '../documents/create-document.ts';
import { Attribution } from '../history/attribution.ts';
import { putForkAttribution } from '../history/fork-attribution.ts';
import { readAttribution } from '../history/read-attribution.ts';

/** What to fork: a document at a version (null for the newest), and the title of the fork, the same unless given. */
export interface NewFork {
  origin: DocumentRow;
  userId: string;
  version: number | null;
  title: string | undefined;
}

/**
 * A new document of `userId` with the text of a version of another, which it stays tied to. Throws as `readVersion` and
 * `createDocument`.
 */
export async function forkDocument(
  deps: Deps,
  actor: Actor,
  { origin, userId, version: asked, title }: NewFork,
): Promise<{ document: DocumentRow; version: number }> {
  const { env, db } = deps;
  const version = asked ?? (await newestVersion(env, origin));
  const past = await readVersion(env, db, origin, version);
  // It cannot use what an older log holds beyond the table of formats. Lengths stay.
  const ops = writable(JSON.parse(past.ops) as Delta, origin.id);
  const attribution = await attributionOf(deps, origin, version, {
    length: documentLength(ops),
    at: Date.parse(past.at),
  });
  const document = await createDocument(deps, actor, {
    userId,
    title: title ?? origin.title,
    region: origin.region,
    ops,
    copyOf: origin.id,
    origin: {
      document: origin,
      version,
      prepare: (docId, forkVersion) => putForkAttribution(env, { docId, version: forkVersion }, attribution),
    },
  });
  return { document, version };
}

// A named version may be older than the log: then no one knows who wrote it.
async function attributionOf(
  { env, db, defer }: Deps,
  origin: DocumentRow,
  version: number,
  text: { length: number; at: number },
): Promise<Attribution> {
  try {
    return await readAttribution(env, db, origin, version, defer);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'version_expired') throw error;
    return Attribution.unknown(version, text.length, text.at);
  }
}
