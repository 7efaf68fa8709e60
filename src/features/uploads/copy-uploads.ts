import { uploadKey } from '../../platform/archive/keys.ts';
import { recordCopies, storedAmong } from '../../platform/db/uploads.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { archiveUnavailable, storageFull } from './problems.ts';
import { uploadBounds } from './upload-bounds.ts';

const AT_ONCE = 4;
// A value of D1 may have 2 MB.
const RECORDED_AT_ONCE = 20_000;

/** Which files of a document another one gets, and for whom their bytes count there. */
export interface Copying {
  from: string;
  to: string;
  hashes: Iterable<string>;
  payerId: string;
}

/**
 * Gives a document the uploads of another one, under the same hashes. Each document has bytes of its own, so that
 * erasing one takes nothing from another. What `from` does not have yet is left out. It may be cut off and done again.
 * Throws 413 `storage_full`, having copied nothing, and 503 when the archive cannot be reached.
 */
export async function copyUploads(
  { env, db }: Pick<Deps, 'env' | 'db'>,
  { from, to, hashes, payerId }: Copying,
): Promise<void> {
  // A text may name any number of files that were never uploaded.
  const rest = await storedAmong(db, from, hashes);
  if (rest.length === 0) return;
  const bounds = uploadBounds(env);
  for (let at = 0; at < rest.length; at += RECORDED_AT_ONCE) {
    const copying = { from, to, hashes: rest.slice(at, at + RECORDED_AT_ONCE) };
    if (!(await recordCopies(db, copying, { payerId, bounds, now: Date.now() })))
      throw storageFull(bounds.bytes);
  }
  const lane = async () => {
    for (let hash = rest.pop(); hash !== undefined; hash = rest.pop()) await copyOne(env, { from, to, hash });
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } catch (error) {
    throw archiveUnavailable(error);
  }
}

async function copyOne(env: Env, { from, to, hash }: { from: string; to: string; hash: string }) {
  const target = uploadKey(to, hash);
  if ((await env.ARCHIVE.head(target)) !== null) return;
  const object = await env.ARCHIVE.get(uploadKey(from, hash));
  if (object === null) return;
  const contentType = object.httpMetadata?.contentType ?? 'application/octet-stream';
  await env.ARCHIVE.put(target, object.body, { httpMetadata: { contentType }, sha256: hash });
}
