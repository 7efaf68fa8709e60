import type { MiddlewareHandler } from 'hono';
import { quotasOf } from '../../protocol/quotas.ts';
import { Problem } from '../problem/problem.ts';
import { HTTP_LIMITS } from '../verbs/limits.ts';
import type { AppEnv } from './env.ts';
import { nestsDeeperThan } from './nesting.ts';

/**
 * Reads a request's body, up to the limit of its route: 413 above that, counted in received bytes and not in what
 * Content-Length claims. A body must be JSON (415), which also keeps forms of other sites out. Two exceptions. One-click
 * unsubscribing in a mail program posts a form (RFC 8058), which is not read; the token in the address decides what it
 * may do. Another one: an upload is the file itself, which only a bearer token lets in.
 */
export const readBody: MiddlewareHandler<AppEnv> = async (c, next) => {
  const body = c.req.raw.body;
  if (!body || c.req.method === 'GET' || c.req.method === 'HEAD') return next();

  if (c.req.method === 'POST' && UPLOADS.test(c.req.path)) {
    const file = await readAtMost(body, quotasOf(c.env).uploadBytes);
    c.req.raw = new Request(c.req.raw, { body: file });
    return next();
  }
  const bytes = await readAtMost(body, bodyLimit(c.req.method, c.req.path));
  if (c.req.path === ONE_CLICK) {
    c.req.raw = new Request(c.req.raw, { body: null });
    return next();
  }
  if (bytes.length > 0 && !isJson(c.req.header('Content-Type'))) {
    throw new Problem(415, 'unsupported_media_type', 'The body must be application/json.');
  }
  if (nestsDeeperThan(bytes, HTTP_LIMITS.bodyDepth)) {
    throw new Problem(422, 'invalid_request', `The body nests deeper than ${HTTP_LIMITS.bodyDepth} levels.`);
  }
  c.req.raw = new Request(c.req.raw, { body: bytes.length > 0 ? bytes : null });
  return next();
};

const UPLOADS = /^\/v1\/docs\/[^/]+\/uploads$/;
const ONE_CLICK = '/v1/notifications/unsubscribe';

function bodyLimit(method: string, path: string): number {
  const carriesDocument =
    (method === 'POST' && path === '/v1/docs') ||
    (method === 'PUT' && /^\/v1\/docs\/[^/]+\/content$/.test(path)) ||
    (method === 'POST' && /^\/v1\/docs\/[^/]+\/(suggestions|edits)$/.test(path));
  return carriesDocument ? HTTP_LIMITS.documentBodyBytes : HTTP_LIMITS.bodyBytes;
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json(\s*;|$)/i.test(contentType ?? '');
}

async function readAtMost(body: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > limit) {
      await reader.cancel('over the limit');
      throw new Problem(413, 'too_large', `The body is over the limit of ${limit} bytes.`);
    }
    chunks.push(read.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
