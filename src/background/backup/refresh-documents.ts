import { must } from '../../base/assert.ts';
import { FOR_EVER } from '../../platform/db/uploads.ts';

/** How a restored database differs from the archive. */
export interface Refreshed {
  documents: number;
  /** Archived documents that the backup does not know: created after it. At most the first thousand. */
  unlisted: string[];
  /**
   * Documents that the backup knows as archived and the archive does not: erased after it. At most the first
   * thousand.
   */
  lost: string[];
}

const PAGE = 1_000;
const REPORTED = 1_000;
// At most this many messages in one call.
const NUDGES = 100;

/**
 * What a database needs that is older than the documents: access epochs that no Document has seen yet, or every
 * connection would be refused because of an old look-up; texts to be indexed again; and a nudge for every document,
 * so that it wakes, rebuilds itself from the archive if its object is gone, and brings D1 up to date. Repeating it
 * changes nothing.
 */
export async function refreshDocuments(env: Env, now: number): Promise<Refreshed> {
  await env.DB.prepare(
    'UPDATE documents SET indexed_version = 0, folded_version = 0, touched_at = ?1, access_epoch = max(access_epoch + 1, ?1)',
  )
    .bind(now)
    .run();
  // What names an upload may be archived already, and is not noted again: none of them expires.
  await env.DB.prepare('UPDATE uploads SET named_at = ? WHERE named_at IS NULL').bind(FOR_EVER).run();
  const archived = await archivedDocuments(env.ARCHIVE);
  const refreshed: Refreshed = { documents: 0, unlisted: [], lost: [] };
  const page = env.DB.prepare(
    'SELECT id, reconciled_version AS reconciled, version FROM documents WHERE id > ? ORDER BY id LIMIT ?',
  );
  for (let after = ''; ; ) {
    const { results } = await page
      .bind(after, PAGE)
      .all<{ id: string; reconciled: number; version: number }>();
    for (const { id, reconciled } of results) {
      if (!archived.delete(id) && reconciled > 0 && refreshed.lost.length < REPORTED) refreshed.lost.push(id);
    }
    for (let i = 0; i < results.length; i += NUDGES) {
      const nudges = results.slice(i, i + NUDGES).map(({ id, reconciled, version }) => ({
        body: { docId: id, from: reconciled, to: Math.max(reconciled, version) },
      }));
      await env.DOCUMENT_CHANGES.sendBatch(nudges);
    }
    refreshed.documents += results.length;
    if (results.length < PAGE) break;
    after = must(results[results.length - 1]).id;
  }
  refreshed.unlisted = [...archived].slice(0, REPORTED);
  return refreshed;
}

async function archivedDocuments(bucket: R2Bucket): Promise<Set<string>> {
  const prefix = 'ops/';
  const found = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix, delimiter: '/', ...(cursor && { cursor }) });
    for (const folder of page.delimitedPrefixes) found.add(folder.slice(prefix.length, -1));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return found;
}
