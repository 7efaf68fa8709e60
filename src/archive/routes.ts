import { findDocument } from '../db/documents.ts';
import { reachDocument } from '../documents/stub.ts';
import { createRoute, featureApp, id, json, refusals, z } from '../http/openapi.ts';
import { notFound, Problem } from '../http/problem.ts';
import { logger } from '../observability/logger.ts';
import { snapshotKey } from './keys.ts';
import { snapshotPath, verifySnapshotSignature } from './signed-url.ts';

/** `/v1/snapshots`: whole documents at a version, by signed URL. */
export const snapshotRoutes = featureApp();

// A version never changes, so it may be kept for as long as one may care; but only by the reader it was signed for.
const CACHE_CONTROL = 'private, max-age=31536000, immutable';

snapshotRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/snapshots/{docId}/{version}',
    tags: ['History'],
    summary: 'A snapshot, by signed URL',
    description: 'The signature is the credential. 403 when it is wrong or has expired.',
    request: {
      params: z.object({ docId: id, version: z.coerce.number().int().nonnegative() }),
      query: z.strictObject({
        generation: z.coerce.number().int().nonnegative(),
        expires: z.coerce.number().int(),
        signature: z.string().max(100),
      }),
    },
    responses: {
      200: json(z.object({ version: z.number().int(), ops: z.array(z.looseObject({})) }), 'The snapshot'),
      ...refusals,
    },
  }),
  async (c) => {
    const { docId, version } = c.req.valid('param');
    const query = c.req.valid('query');
    if (!verifySnapshotSignature({ docId, version, ...query }, c.env.URL_SIGNING_KEY, Date.now())) {
      throw new Problem(403, 'invalid_signature', 'The URL is not signed by us, or has expired.');
    }
    const document = await findDocument(c.var.db, docId);
    if (!document || document.deletedAt !== null) throw notFound('snapshot');

    // Kept under its own path, without the signature: every signed URL of a version is the same bytes.
    const { origin } = new URL(c.req.url);
    const cacheKey = new Request(`${origin}${snapshotPath(docId, version)}?generation=${query.generation}`);
    const cached = await caches.default.match(cacheKey);
    if (cached) return answer(cached.body) as never;

    const body = (await fromArchive(c.env, docId, version)) ?? (await fromDocument(c.env, document, version));
    const kept = new Response(body, {
      headers: { 'Content-Type': 'application/json', 'Cache-Control': 'max-age=86400' },
    });
    c.executionCtx.waitUntil(caches.default.put(cacheKey, kept));
    return answer(body) as never;
  },
);

// An archive that is down keeps nobody from reading: the Document has the text too.
async function fromArchive(env: Env, docId: string, version: number): Promise<string | null> {
  try {
    const archived = await env.ARCHIVE.get(snapshotKey(docId, version));
    return archived === null ? null : await archived.text();
  } catch (error) {
    logger({ docId }).warn('the archive cannot be read, the document is asked', { error: String(error) });
    return null;
  }
}

/** A snapshot's JSON, from the Document: its checkpoint, else the log. Throws 404 for a version it never had. */
export async function fromDocument(
  env: Env,
  document: { id: string; region: 'eu' | 'fedramp' | null },
  version: number,
): Promise<string> {
  const checkpoint = await reachDocument(env, document, (stub) => stub.checkpoint(version));
  if (checkpoint !== null) return snapshotBody(version, checkpoint);
  const read = await reachDocument(env, document, (stub) => stub.read(version));
  if (!read.ok) throw notFound('snapshot');
  return snapshotBody(version, read.value.ops);
}

function snapshotBody(version: number, ops: string): string {
  return `{"version":${version},"ops":${ops}}`;
}

function answer(body: BodyInit | null): Response {
  return new Response(body, {
    headers: { 'Content-Type': 'application/json', 'Cache-Control': CACHE_CONTROL },
  });
}
