import type { Delta } from '../../src/ot/op.ts';
import { request } from './request.ts';
import type { Schemas } from './schema.ts';
import type { Answer, DocumentSummary, Known, Page, WithOps } from './types.ts';

/** Somebody who wrote; without name and colour when the account is gone. */
export type Author = Schemas['Author'];

/** A run of operations by the same people without a long pause: the versions after `from`, up to `to`. */
export type Revision = Schemas['Revision'];

/** The document as it was at a version. */
export type PastText = WithOps<Schemas['PastText']>;

/** One operation of the log. */
export type LogEntry = Known<Answer<'GET /v1/docs/{docId}/ops'>['items'][number], { delta: Delta }>;

/** Two versions in one text. */
export type MarkedDiff = Schemas['MarkedDiff'];

/** Who wrote what. */
export type Attribution = Schemas['Attribution'];

/** A version that is kept as a text, perhaps under a name. */
export type Snapshot = Schemas['Snapshot'];

/** A page of a document's revisions, newest first. */
export function listRevisions(
  id: string,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<Revision>> {
  const query = new URLSearchParams({ limit: '50' });
  if (cursor !== null) query.set('cursor', cursor);
  return request(`/v1/docs/${id}/history?${query}`, { signal });
}

/** The document as of a version. */
export function getVersion(id: string, version: number, signal: AbortSignal): Promise<PastText> {
  return request(`/v1/docs/${id}/history?version=${version}`, { signal });
}

/** The operations after version `from`, in order, at most `limit`. */
export async function getOperations(
  id: string,
  from: number,
  limit: number,
  signal: AbortSignal,
): Promise<LogEntry[]> {
  return (await request<{ items: LogEntry[] }>(`/v1/docs/${id}/ops?from=${from}&limit=${limit}`, { signal }))
    .items;
}

/** What was done between two versions, and by whom. */
export function getDiff(id: string, from: number, to: number, signal: AbortSignal): Promise<MarkedDiff> {
  return request(`/v1/docs/${id}/diff?from=${from}&to=${to}`, { signal });
}

/** Who wrote what of a version. */
export function getAttribution(id: string, version: number, signal: AbortSignal): Promise<Attribution> {
  return request(`/v1/docs/${id}/attribution?version=${version}`, { signal });
}

/** A page of the versions that have a name, newest first. */
export function listNamedVersions(
  id: string,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<Snapshot>> {
  const query = new URLSearchParams({ limit: '100', named: 'true' });
  if (cursor !== null) query.set('cursor', cursor);
  return request(`/v1/docs/${id}/snapshots?${query}`, { signal });
}

/** Gives a version a name; null takes it away. */
export function nameVersion(id: string, version: number, name: string | null): Promise<Snapshot> {
  return request(`/v1/docs/${id}/snapshots/${version}`, { method: 'PATCH', body: { name } });
}

/** Brings the content of a version back, by an ordinary edit; answers the version that made. */
export async function revertTo(id: string, version: number): Promise<number> {
  return (
    await request<Answer<'POST /v1/docs/{docId}/revert'>>(`/v1/docs/${id}/revert`, {
      method: 'POST',
      body: { version },
    })
  ).version;
}

/** Makes a document of one's own of an old text. */
export function copyVersion(title: string, ops: Delta): Promise<DocumentSummary> {
  return request('/v1/docs', { method: 'POST', body: { title, content: { delta: ops } } });
}

/** Up to which version the user has seen a document; null when they never said. */
export async function getVisit(id: string): Promise<number | null> {
  return (await request<Answer<'GET /v1/docs/{docId}/visit'>>(`/v1/docs/${id}/visit`)).version;
}

/** The user has seen a document up to a version. Outlives the page that says so. */
export function putVisit(id: string, version: number): Promise<unknown> {
  return request(`/v1/docs/${id}/visit`, { method: 'PUT', body: { version }, keepalive: true });
}
