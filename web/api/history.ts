import type { Delta } from '../../src/ot/op.ts';
import { request } from './request.ts';
import type { Schemas } from './schema.ts';
import type { Answer, DocumentSummary, Known, Page, WithOps } from './types.ts';

/** A user that wrote; without name and colour when the account is gone. */
export type Author = Schemas['Author'];

/** A run of operations by the same users without a long pause: the versions after `from`, up to `to`. */
export type Revision = Schemas['Revision'];

/** The document as it was at a version. */
export type PastText = WithOps<Schemas['PastText']>;

/** One operation of the log. */
export type LogEntry = Known<Answer<'GET /v1/docs/{docId}/ops'>['items'][number], { delta: Delta }>;

/** Two versions in one text. */
export type MarkedDiff = Schemas['MarkedDiff'];

/** The author of each part of a text. */
export type Attribution = Schemas['Attribution'];

/** A version that is stored as a text, optionally with a name. */
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

/** Up to `limit` operations after version `from`, in order. */
export async function getOperations(
  id: string,
  from: number,
  limit: number,
  signal: AbortSignal,
): Promise<LogEntry[]> {
  return (await request<{ items: LogEntry[] }>(`/v1/docs/${id}/ops?from=${from}&limit=${limit}`, { signal }))
    .items;
}

/** The changes between two versions, with their authors. */
export function getDiff(id: string, from: number, to: number, signal: AbortSignal): Promise<MarkedDiff> {
  return request(`/v1/docs/${id}/diff?from=${from}&to=${to}`, { signal });
}

/** The author of each part of a version. */
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

/** Names a version; null removes the name. */
export function nameVersion(id: string, version: number, name: string | null): Promise<Snapshot> {
  return request(`/v1/docs/${id}/snapshots/${version}`, { method: 'PATCH', body: { name } });
}

/** Restores the content of a version by an ordinary edit. Returns the version of that edit. */
export async function revertTo(id: string, version: number): Promise<number> {
  return (
    await request<Answer<'POST /v1/docs/{docId}/revert'>>(`/v1/docs/${id}/revert`, {
      method: 'POST',
      body: { version },
    })
  ).version;
}

/** Creates a document of the user's own from an old text. */
export function copyVersion(title: string, ops: Delta): Promise<DocumentSummary> {
  return request('/v1/docs', { method: 'POST', body: { title, content: { delta: ops } } });
}

/** The version up to which the user has seen a document; null when that was never stored. */
export async function getVisit(id: string): Promise<number | null> {
  return (await request<Answer<'GET /v1/docs/{docId}/visit'>>(`/v1/docs/${id}/visit`)).version;
}

/** Stores the version up to which the user has seen a document. The request outlives the page. */
export function putVisit(id: string, version: number): Promise<unknown> {
  return request(`/v1/docs/${id}/visit`, { method: 'PUT', body: { version }, keepalive: true });
}
