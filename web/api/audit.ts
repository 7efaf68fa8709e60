import { ApiProblem, readProblem } from './problem.ts';
import { request, requestFile } from './request.ts';
import type { Schemas } from './schema.ts';
import type { Answer, Page } from './types.ts';

/** An entry of the audit log. */
export type AuditEntry = Schemas['AuditEntry'];

/** Which entries to list; '' for all. `from` and `to` are days, `YYYY-MM-DD`, in the reader's own calendar. */
export interface AuditFilter {
  type: string;
  actor: string;
  subject: string;
  docId: string;
  from: string;
  to: string;
}

/**
 * Which log to read: that of one document, by its owner, or that of everything, by an administrator or with the
 * operator's token.
 */
export type AuditSource = { docId: string } | { operatorToken: string | null };

const CSV = 'text/csv';

/** A page of the log, newest first. */
export async function listAudit(
  source: AuditSource,
  filter: AuditFilter,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<AuditEntry>> {
  const path = auditPath(source, filter, cursor);
  const token = operatorToken(source);
  if (token === null) return request(path, { signal });
  return (await (await asOperator(path, token, 'application/json', signal)).json()) as Page<AuditEntry>;
}

/** All entries that match the filter, as a table (RFC 4180). */
export async function auditTable(source: AuditSource, filter: AuditFilter): Promise<Blob> {
  const path = auditPath(source, filter, null);
  const token = operatorToken(source);
  return token === null ? requestFile(path, CSV) : (await asOperator(path, token, CSV)).blob();
}

/** Whether the signed-in user may read the whole log. */
export async function isAdministrator(signal: AbortSignal): Promise<boolean> {
  const { roles } = await request<Answer<'GET /v1/auth/validate'>>('/v1/auth/validate', { signal });
  return roles.includes('admin');
}

function operatorToken(source: AuditSource): string | null {
  return 'operatorToken' in source ? source.operatorToken : null;
}

function auditPath(source: AuditSource, filter: AuditFilter, cursor: string | null): string {
  const query = new URLSearchParams({ limit: '50' });
  for (const name of ['type', 'actor', 'subject', 'docId'] as const) {
    const value = filter[name].trim();
    if (value !== '' && !(name === 'docId' && 'docId' in source)) query.set(name, value);
  }
  if (filter.from !== '') query.set('from', new Date(`${filter.from}T00:00:00`).toISOString());
  if (filter.to !== '') query.set('to', new Date(`${filter.to}T23:59:59.999`).toISOString());
  if (cursor !== null) query.set('cursor', cursor);
  return `${'docId' in source ? `/v1/docs/${source.docId}/audit` : '/v1/admin/audit'}?${query}`;
}

// The operator's token belongs to no user: it is sent with this one request, outside the session.
async function asOperator(
  path: string,
  token: string,
  accept: string,
  signal?: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    const headers = { Accept: accept, Authorization: `Bearer ${token}` };
    response = await fetch(path, { headers, credentials: 'omit', ...(signal ? { signal } : {}) });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem('network', 0, error instanceof Error ? error.message : 'network');
  }
  if (!response.ok) throw await readProblem(response);
  return response;
}
