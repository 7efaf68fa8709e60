import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { isDatabaseDown } from '../db/unavailable.ts';
import { databaseUnavailable, Problem } from '../problem/problem.ts';
import type { AppEnv } from './env.ts';

/** The response for a problem. */
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

/**
 * The app's only `onError`: a problem becomes its response; everything else is logged and answered as `internal`, or
 * as a database that is down.
 */
export const onError: ErrorHandler<AppEnv> = (error, c) => {
  if (error instanceof Problem) {
    if (error.status >= 500) c.var.log?.error(error.code, { cause: String(error.cause ?? '') });
    return problemResponse(error);
  }
  if (error instanceof HTTPException && error.status === 400) {
    return problemResponse(new Problem(400, 'malformed_json', 'The body is not valid JSON.'));
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
