import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { MiddlewareHandler } from 'hono';
import { randomId } from '../base/ids.ts';
import type { Database } from '../db/database.ts';
import { idempotencyKeys } from '../db/schema.ts';
import type { AppEnv } from './env.ts';
import { HTTP_LIMITS } from './limits.ts';
import { Problem } from './problem.ts';

const { keyLength, lifetime, abandonedAfter } = HTTP_LIMITS.idempotency;
const KEPT_HEADERS = ['Content-Type', 'Location', 'ETag'];

/**
 * A write with an `Idempotency-Key` is done once: a repeat by the same user on the same route within 24 hours gets the
 * first answer, another body under the same key 422, a repeat while the first still runs 409. A 5xx or 429 is not
 * kept, so that it can be tried again. Nothing under /v1/auth and /v1/tokens is kept: those answers hold tokens.
 */
export const idempotency: MiddlewareHandler<AppEnv> = async (c, next) => {
  const key = c.req.header('Idempotency-Key');
  const userId = c.var.caller?.userId;
  const isWrite = c.req.method !== 'GET' && c.req.method !== 'HEAD' && c.req.method !== 'OPTIONS';
  if (key === undefined || !userId || !isWrite || /^\/v1\/(auth|tokens)(\/|$)/.test(c.req.path))
    return next();
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > keyLength) {
    throw new Problem(
      422,
      'invalid_idempotency_key',
      `Idempotency-Key is 1 to ${keyLength} visible characters.`,
    );
  }

  const row = { userId, route: `${c.req.method} ${c.req.path}`, key, holder: randomId() };
  const requestHash = await hashRequest(c.req.raw);
  if (!(await take(c.var.db, { ...row, requestHash }))) {
    return answerAgain(c.var.db, row, requestHash);
  }
  await next();

  if (c.res.status >= 500 || c.res.status === 429) {
    await c.var.db.delete(idempotencyKeys).where(heldBy(row));
    return;
  }
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = c.res.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const body = await c.res.clone().text();
  await c.var.db.update(idempotencyKeys).set({ status: c.res.status, headers, body }).where(heldBy(row));
};

interface RowKey {
  userId: string;
  route: string;
  key: string;
  holder: string;
}

// One statement decides who runs: the first, or who finds a row that is expired or was abandoned by a crash.
async function take(db: Database, row: RowKey & { requestHash: string }): Promise<boolean> {
  const now = Date.now();
  const fresh = { ...row, status: null, headers: null, body: null, createdAt: now };
  const taken = await db
    .insert(idempotencyKeys)
    .values(fresh)
    .onConflictDoUpdate({
      target: [idempotencyKeys.userId, idempotencyKeys.route, idempotencyKeys.key],
      set: fresh,
      setWhere: sql`${idempotencyKeys.createdAt} < ${now - lifetime} OR (${idempotencyKeys.status} IS NULL AND ${idempotencyKeys.createdAt} < ${now - abandonedAfter})`,
    })
    .returning({ holder: idempotencyKeys.holder });
  return taken[0]?.holder === row.holder;
}

async function answerAgain(db: Database, row: RowKey, requestHash: string): Promise<Response> {
  const first = await db.query.idempotencyKeys.findFirst({
    where: and(
      eq(idempotencyKeys.userId, row.userId),
      eq(idempotencyKeys.route, row.route),
      eq(idempotencyKeys.key, row.key),
    ),
  });
  if (first && first.requestHash !== requestHash) {
    throw new Problem(422, 'idempotency_key_reused', 'This Idempotency-Key was used for another request.');
  }
  if (!first || first.status === null) {
    throw new Problem(409, 'request_in_progress', 'The first request with this Idempotency-Key still runs.', {
      headers: { 'Retry-After': '1' },
    });
  }
  const body = first.status === 204 || first.status === 304 ? null : first.body;
  return new Response(body, {
    status: first.status,
    headers: { ...first.headers, 'Idempotent-Replayed': 'true' },
  });
}

function heldBy(row: RowKey) {
  return and(
    eq(idempotencyKeys.userId, row.userId),
    eq(idempotencyKeys.route, row.route),
    eq(idempotencyKeys.key, row.key),
    eq(idempotencyKeys.holder, row.holder),
  );
}

async function hashRequest(request: Request): Promise<string> {
  const hash = createHash('sha256');
  hash.update(`${new URL(request.url).search}\n${request.headers.get('If-Match') ?? ''}\n`);
  hash.update(new Uint8Array(await request.clone().arrayBuffer()));
  return hash.digest('base64url');
}
