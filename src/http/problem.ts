import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isDatabaseDown } from '../db/unavailable.ts';
import type { AppEnv } from './env.ts';

/** One thing that is wrong with a request. */
export interface FieldError {
  path: string;
  message: string;
}

/** A refusal that the caller is told of, as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  readonly status: ContentfulStatusCode;
  /** A stable word that programs may test. */
  readonly code: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Record<string, string>;
  /** For a version of before those that are kept: the first that is. */
  readonly firstVersion: number | undefined;
  /** For a sign-in that waits for a second factor: what names it, and by which methods it can be finished. */
  readonly ticket: string | undefined;
  readonly methods: readonly string[] | undefined;

  constructor(
    status: ContentfulStatusCode,
    code: string,
    detail: string,
    extra: {
      errors?: readonly FieldError[];
      headers?: Record<string, string>;
      cause?: string;
      firstVersion?: number;
      ticket?: string;
      methods?: readonly string[];
    } = {},
  ) {
    super(detail, { cause: extra.cause });
    this.status = status;
    this.code = code;
    this.errors = extra.errors;
    this.headers = extra.headers ?? {};
    this.firstVersion = extra.firstVersion;
    this.ticket = extra.ticket;
    this.methods = extra.methods;
  }
}

/** What hides a thing from those who may not know of it. */
export function notFound(what = 'resource'): Problem {
  return new Problem(404, 'not_found', `There is no such ${what}.`);
}

/** A method that a path does not answer to (RFC 9110, 15.5.6): `Allow` names those that it does. */
export function methodNotAllowed(methods: readonly string[]): Problem {
  const allow = methods.join(', ');
  return new Problem(405, 'method_not_allowed', `This path answers to ${allow}.`, {
    headers: { Allow: allow },
  });
}

/** A request over a rate limit. */
export function rateLimited(retryAfterSeconds: number): Problem {
  return new Problem(429, 'rate_limited', 'Too many requests. Wait, then try again.', {
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) },
  });
}

/** What needs the database while it is down. A repeat of a write with an Idempotency-Key is safe. */
export function databaseUnavailable(): Problem {
  return new Problem(503, 'database_unavailable', 'The database cannot be reached right now. Try again.', {
    headers: { 'Retry-After': '5' },
  });
}

/** The answer that a problem is told by. */
export function problemResponse(problem: Problem): Response {
  const body = {
    type: 'about:blank',
    title: TITLES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    ...(problem.errors && { errors: problem.errors }),
    ...(problem.firstVersion !== undefined && { firstVersion: problem.firstVersion }),
    ...(problem.ticket !== undefined && { ticket: problem.ticket, methods: problem.methods }),
  };
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...problem.headers,
    },
  });
}

/** The app's one `onError`: problems are told, everything else is logged and told as `internal`, or as a database that is down. */
export const onError: ErrorHandler<AppEnv> = (error, c) => {
  if (error instanceof Problem) {
    if (error.status >= 500) c.var.log?.error(error.code, { cause: String(error.cause ?? '') });
    return problemResponse(error);
  }
  if (error instanceof HTTPException && error.status === 400) {
    return problemResponse(new Problem(400, 'malformed_json', 'The body is not JSON.'));
  }
  logUnexpected(c, error);
  if (isDatabaseDown(error)) return problemResponse(databaseUnavailable());
  return problemResponse(new Problem(500, 'internal', 'Something went wrong on our side.'));
};

function logUnexpected(c: Context<AppEnv>, error: Error): void {
  c.var.log?.error('unexpected error', { error: error.message, stack: error.stack });
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
