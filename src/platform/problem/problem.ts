import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ProblemCode, StatusOf } from '../../protocol/problem-codes.ts';

/** When a request over a limit per minute may be tried again, in seconds. */
const RETRY_AFTER_SECONDS = 60;

/** One thing that is wrong with a request. */
export interface FieldError {
  path: string;
  message: string;
}

/** What a refusal may carry beyond its code and its text. */
interface ProblemExtra {
  errors?: readonly FieldError[];
  headers?: Record<string, string>;
  cause?: string;
  firstVersion?: number;
  ticket?: string;
  methods?: readonly string[];
}

/** A code with a status that it comes with, as the registry says, and `detail` for people. */
type ProblemArguments = {
  [C in ProblemCode]: [status: StatusOf<C>, code: C, detail: string, extra?: ProblemExtra];
}[ProblemCode];

/** A refusal that the caller receives as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  readonly status: ContentfulStatusCode;
  /** A stable word that programs may test. */
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Record<string, string>;
  /** For a version before those that are kept: the first one that is. */
  readonly firstVersion: number | undefined;
  /** For a sign-in that waits for a second factor: its ticket, and the methods that can finish it. */
  readonly ticket: string | undefined;
  readonly methods: readonly string[] | undefined;

  constructor(...[status, code, detail, extra = {}]: ProblemArguments) {
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

/** Hides a resource from callers who may not know of it. */
export function notFound(what = 'resource'): Problem {
  return new Problem(404, 'not_found', `There is no such ${what}.`);
}

/** A method that a path does not support (RFC 9110, 15.5.6): `Allow` names those that it does. */
export function methodNotAllowed(methods: readonly string[]): Problem {
  const allow = methods.join(', ');
  return new Problem(405, 'method_not_allowed', `This path supports only ${allow}.`, {
    headers: { Allow: allow },
  });
}

/** The refusal of an import while others take the memory that an isolate has for it. */
export function importBusy(): Problem {
  return new Problem(503, 'import_busy', 'Another file is being read. Try again.', {
    headers: { 'Retry-After': '2' },
  });
}

/** The refusal of an export while others take the memory that an isolate has for it. */
export function exportBusy(): Problem {
  return new Problem(503, 'export_busy', 'Other files are being written. Try again.', {
    headers: { 'Retry-After': '2' },
  });
}

/** A request over a rate limit. */
export function rateLimited(retryAfterSeconds = RETRY_AFTER_SECONDS): Problem {
  return new Problem(429, 'rate_limited', 'Too many requests. Wait, then try again.', {
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) },
  });
}

/** A request that needs the database while it is down. Repeating a write with an Idempotency-Key is safe. */
export function databaseUnavailable(): Problem {
  return new Problem(503, 'database_unavailable', 'The database cannot be reached right now. Try again.', {
    headers: { 'Retry-After': '5' },
  });
}
