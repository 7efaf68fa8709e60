import type { Context, MiddlewareHandler, Next } from 'hono';
import { Slots } from '../../base/slots.ts';
import { quotasOf } from '../../protocol/quotas.ts';
import { importBusy, Problem } from '../problem/problem.ts';
import { HTTP_LIMITS } from '../verbs/limits.ts';
import type { AppEnv } from './env.ts';
import { boundaryOf, parseForm } from './multipart.ts';
import { nestsDeeperThan } from './nesting.ts';
import { readAtMost } from './read-at-most.ts';

/**
 * Reads a request's body, up to the limit of its route: 413 above that, counted in received bytes and not in what
 * Content-Length claims. A body must be JSON (415), which also keeps forms of other sites out. Three exceptions. One-click
 * unsubscribing in a mail program posts a form (RFC 8058), which is not read; the token in the address decides what it
 * may do. An upload is the file itself, and an import a form with a file: only a bearer token lets them in.
 */
export const readBody: MiddlewareHandler<AppEnv> = async (c, next) => {
  const body = c.req.raw.body;
  if (!body || c.req.method === 'GET' || c.req.method === 'HEAD') return next();

  if (c.req.method === 'POST' && UPLOADS.test(c.req.path)) {
    const file = await readAtMost(body, quotasOf(c.env).uploadBytes);
    c.req.raw = new Request(c.req.raw, { body: file });
    return next();
  }
  if (c.req.method === 'POST' && c.req.path === IMPORT) return withForm(c, body, next);
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
const IMPORT = '/v1/docs/import';
const ONE_CLICK = '/v1/notifications/unsubscribe';

function bodyLimit(method: string, path: string): number {
  const carriesDocument =
    (method === 'POST' && path === '/v1/docs') ||
    (method === 'PUT' && /^\/v1\/docs\/[^/]+\/content$/.test(path)) ||
    (method === 'POST' && /^\/v1\/docs\/[^/]+\/(suggestions|edits)$/.test(path));
  return carriesDocument ? HTTP_LIMITS.documentBodyBytes : HTTP_LIMITS.bodyBytes;
}

// As many as an isolate holds in its memory beside all else that it does.
const FORMS_AT_ONCE = 3;
// As long as a slow line takes for the largest one. A sender who stops, or drips, gives its place back much earlier.
const LONGEST_FORM_MS = 180_000;
const FORM_PACE = { ms: 30_000, bytes: 256 * 1024, longestMs: LONGEST_FORM_MS };
const forms = new Slots(FORMS_AT_ONCE, LONGEST_FORM_MS);

// The form is held as views of the bytes that came, and once: a file may take a sixth of what an isolate has.
async function withForm(c: Context<AppEnv>, body: ReadableStream<Uint8Array>, next: Next): Promise<void> {
  // The route refuses who is not known, and guests: nothing so large is read for that, nor is a place taken.
  if (c.var.caller === null || c.var.caller.kind === 'guest') return next();
  const boundary = boundaryOf(c.req.header('Content-Type'));
  if (boundary === null)
    throw new Problem(415, 'unsupported_media_type', 'The body must be multipart/form-data.');
  const leave = forms.take();
  if (leave === null) throw importBusy();
  try {
    const { fileBytes, formOverhead } = HTTP_LIMITS.imports;
    const claimed = Number(c.req.header('Content-Length'));
    const form = await readAtMost(body, fileBytes + formOverhead, { claimed, pace: FORM_PACE });
    const parts = parseForm(form, boundary);
    if (parts === null) {
      throw new Problem(422, 'invalid_request', 'The body is not a form.', {
        errors: [{ path: 'body', message: 'must be multipart/form-data (RFC 7578)' }],
      });
    }
    c.set('form', parts);
    c.req.raw = new Request(c.req.raw, { body: null });
    await next();
  } finally {
    leave();
  }
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json(\s*;|$)/i.test(contentType ?? '');
}
