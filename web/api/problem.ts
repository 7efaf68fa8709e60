import type { Messages } from '../ui/i18n/en.ts';

/** A refusal of the API (problem+json), or a failure to reach it (`network`). */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  /** Messages about single fields of the body, by path. */
  readonly fields: Readonly<Record<string, string>>;
  /** All members of the response, for codes with additional data. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    status: number,
    detail: string,
    fields: Record<string, string> = {},
    members: Record<string, unknown> = {},
  ) {
    super(detail);
    this.name = 'ApiProblem';
    this.code = code;
    this.status = status;
    this.fields = fields;
    this.members = members;
  }
}

/** The problem in an unsuccessful response. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  let body: unknown = null;
  if (response.headers.get('content-type')?.includes('json')) {
    // When a proxy cuts the response off, its status still counts.
    body = await response.json().catch(() => null);
  }
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const fields: Record<string, string> = {};
  if (Array.isArray(problem.errors)) {
    for (const { path, message } of problem.errors as { path?: unknown; message?: unknown }[]) {
      if (typeof message === 'string') fields[String(path).replace(/^(body)?[./]/, '')] = message;
    }
  }
  const code = typeof problem.code === 'string' ? problem.code : 'unknown';
  const detail = typeof problem.detail === 'string' ? problem.detail : response.statusText;
  return new ApiProblem(code, response.status, detail, fields, problem);
}

/** Whether the server was not reached, or could not answer now: the same request may succeed later. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof ApiProblem && (error.code === 'network' || error.status >= 500);
}

/** The message for the user about an error. */
export function problemMessage(error: unknown, messages: Messages): string {
  const { problems } = messages;
  if (!(error instanceof ApiProblem)) return problems.unknown;
  const known = (problems as Record<string, string>)[error.code];
  if (known !== undefined) return known;
  if (error.status === 422) return Object.values(error.fields)[0] ?? problems.validation;
  if (error.status === 429) return problems.rate_limited;
  if (error.status === 404) return problems.not_found;
  if (error.status === 403) return problems.forbidden;
  return error.message || problems.unknown;
}
