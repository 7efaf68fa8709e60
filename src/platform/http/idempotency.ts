import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Context, MiddlewareHandler } from 'hono';
import { randomId } from '../../base/ids.ts';
import { isAction } from '../../protocol/permissions.ts';
import type { Database } from '../db/database.ts';
import { idempotencyKeys } from '../db/schema.ts';
import { Problem } from '../problem/problem.ts';
import { HTTP_LIMITS } from '../verbs/limits.ts';
import type { RouteAccess } from './authorization.ts';
import type { AppEnv } from './env.ts';
import { requireAnyAccess } from './require-access.ts';

const { keyLength, lifetime, abandonedAfter } = HTTP_LIMITS.idempotency;
// Sessions, API tokens, and the tokens of links: no database and no backup of one may contain them.
const SECRET = /^\/v1\/(auth|tokens|links)(\/|$)|^\/v1\/docs\/[^/]+\/link$/;
// The caller's rate and this limit bound what one user can store here in a day.
const MAX_BODY = 4_096;
// No response equals this: each is JSON, or empty.
const TOO_LONG = '…';
const KEPT_HEADERS = ['Content-Type', 'Location', 'ETag'];

/**
 * A write with an `Idempotency-Key` is done once: a repeat by the same credential on the same route within 24 hours
 * gets the first response, another body with the same key 422, a repeat while the first is running 409. Runs after
 * `authorize`. A response that contains anything of a document is repeated only to a caller who may still do what the
 * route does. It keeps the responses of writes that were done, and of requests that were wrong themselves. Every other
 * refusal depends on the state at the time and changed nothing, so a repeat runs again. The repeat of a write whose
 * response is too long to keep gets 409 `already_done` and does nothing. Nothing is kept of routes whose addresses or
 * responses contain secrets.
 */
export function idempotency(access: RouteAccess): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const key = c.req.header('Idempotency-Key');
    const { caller } = c.var;
    const isWrite = c.req.method !== 'GET' && c.req.method !== 'HEAD' && c.req.method !== 'OPTIONS';
    if (key === undefined || caller === null || !isWrite || SECRET.test(c.req.path)) return next();
    if (!/^[\x21-\x7e]+$/.test(key) || key.length > keyLength) {
      throw new Problem(
        422,
        'invalid_idempotency_key',
        `Idempotency-Key must have 1 to ${keyLength} visible characters.`,
      );
    }

    const { userId, credentialId } = caller;
    // The credential is part of the route's key: one credential of a user may be allowed less than another.
    const row = { userId, route: `${credentialId} ${c.req.method} ${c.req.path}`, key, holder: randomId() };
    const requestHash = await hashRequest(c);
    if (!(await take(c.var.db, { ...row, requestHash }))) {
      const first = await firstAnswer(c.var.db, row, requestHash);
      if (first.body !== null) await requireAccessStill(c, access);
      return first;
    }
    await next();

    if (!isKept(c.res.status)) {
      await c.var.db.delete(idempotencyKeys).where(heldBy(row));
      return;
    }
    const headers: Record<string, string> = {};
    for (const name of KEPT_HEADERS) {
      const value = c.res.headers.get(name);
      if (value !== null) headers[name] = value;
    }
    const whole = await c.res.clone().text();
    const body = whole.length > MAX_BODY ? TOO_LONG : whole;
    await c.var.db.update(idempotencyKeys).set({ status: c.res.status, headers, body }).where(heldBy(row));
  };
}

function isKept(status: number): boolean {
  return status < 400 || status === 400 || status === 422;
}

// A response without a body says only that this credential did it, which may have been to leave or to erase.
async function requireAccessStill(c: Context<AppEnv>, access: RouteAccess): Promise<void> {
  const docId = c.req.param('docId');
  const actions = access.split('|').filter(isAction);
  if (docId === undefined || actions.length === 0) return;
  await requireAnyAccess(c, docId, actions);
}

interface RowKey {
  userId: string;
  route: string;
  key: string;
  holder: string;
}

// One statement decides which request runs: the first one, or one that finds a row that is expired or abandoned by a
// crash.
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

async function firstAnswer(db: Database, row: RowKey, requestHash: string): Promise<Response> {
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
    throw new Problem(
      409,
      'request_in_progress',
      'The first request with this Idempotency-Key is still running.',
      {
        headers: { 'Retry-After': '1' },
      },
    );
  }
  if (first.body === TOO_LONG) {
    throw new Problem(
      409,
      'already_done',
      'The first request was done, but its response was too long to be kept.',
    );
  }
  const body = first.body === '' ? null : first.body;
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

async function hashRequest({ req: { raw }, var: { form } }: Context<AppEnv>): Promise<string> {
  const hash = createHash('sha256');
  hash.update(`${new URL(raw.url).search}\n${raw.headers.get('If-Match') ?? ''}\n`);
  // The boundary of a form is another one each time.
  for (const { name, fileName, type, bytes } of form ?? [])
    hash.update(JSON.stringify([name, fileName, type, bytes.length])).update(bytes);
  if (form === undefined) hash.update(new Uint8Array(await raw.clone().arrayBuffer()));
  return hash.digest('base64url');
}
