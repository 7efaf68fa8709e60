import { type UploadId, uploadAddress } from '../../ot/addresses.ts';
import { uploadKey } from '../../platform/archive/keys.ts';
import type { Deps } from '../../platform/events/deps.ts';
import { Problem } from '../../platform/problem/problem.ts';
import { archiveUnavailable } from './problems.ts';

// What is erased may stay in the cache of a place for this long; only a caller who may read the document gets there.
const CACHED_SECONDS = 86_400;

/**
 * The bytes of an upload with their media type, from the cache of this place or from R2. To be called once the caller is
 * known to read the document: the cache knows no callers. Throws 404 `not_uploaded_yet`, 503 when R2 does not answer.
 */
export async function readUpload(
  { env, defer }: Pick<Deps, 'env' | 'defer'>,
  upload: UploadId,
  origin: string,
): Promise<{ body: ReadableStream | null; type: string }> {
  const key = new Request(`${origin}${uploadAddress(upload)}`);
  const cached = await caches.default.match(key);
  if (cached) return { body: cached.body, type: cached.headers.get('Content-Type') ?? '' };
  const object = await stored(env, upload);
  if (object === null)
    throw new Problem(404, 'not_uploaded_yet', 'The bytes of this file have not been uploaded yet.');
  const type = object.httpMetadata?.contentType ?? 'application/octet-stream';
  const [sent, kept] = object.body.tee();
  const headers = {
    'Content-Type': type,
    'Content-Length': String(object.size),
    'Cache-Control': `max-age=${CACHED_SECONDS}`,
  };
  defer(caches.default.put(key, new Response(kept, { headers })).catch(() => undefined));
  return { body: sent, type };
}

async function stored(env: Env, { docId, hash }: UploadId): Promise<R2ObjectBody | null> {
  try {
    return await env.ARCHIVE.get(uploadKey(docId, hash));
  } catch (error) {
    throw archiveUnavailable(error);
  }
}
