import type { Attributes, Embed, Ops } from '../../src/ot/op.ts';
import { request } from './request.ts';
import type { DocumentSummary, Page } from './types.ts';

/** Somebody who wrote; without name and colour when the account is gone. */
export interface Author {
  id: string;
  name: string | null;
  color: string | null;
  /** They came by a link, without an account. */
  guest?: true;
}

/** A run of operations by the same people without a long pause: the versions after `from`, up to `to`. */
export interface Revision {
  from: number;
  to: number;
  authors: Author[];
  startedAt: string;
  endedAt: string;
  inserted: number;
  deleted: number;
  /** What the newest version in it that has a name is called. */
  name?: string;
}

/** The document as it was at a version. */
export interface PastText {
  version: number;
  ops: Ops;
  at: string;
}

/** One operation of the log. */
export interface LogEntry {
  version: number;
  userId: string;
  at: string;
  delta: Ops;
}

/** Two versions in one text. */
export interface MarkedDiff {
  from: number;
  to: number;
  ops: {
    insert: string | Embed;
    attributes?: Attributes;
    change?: { type: 'insert' | 'delete' | 'format'; author: string | null; version: number; at: string };
  }[];
  authors: Author[];
}

/** Who wrote what. */
export interface Attribution {
  version: number;
  runs: (({ text: string } | { embed: Embed }) & { author: string | null })[];
  authors: Author[];
}

/** A version that is kept as a text, perhaps under a name. */
export interface Snapshot {
  version: number;
  name: string | null;
  at: string;
}

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
  return (await request<{ version: number }>(`/v1/docs/${id}/revert`, { method: 'POST', body: { version } }))
    .version;
}

/** Makes a document of one's own of an old text. */
export function copyVersion(title: string, ops: Ops): Promise<DocumentSummary> {
  return request('/v1/docs', { method: 'POST', body: { title, content: { delta: ops } } });
}

/** Up to which version the user has seen a document; null when they never said. */
export async function getVisit(id: string): Promise<number | null> {
  return (await request<{ version: number | null }>(`/v1/docs/${id}/visit`)).version;
}

/** The user has seen a document up to a version. Outlives the page that says so. */
export function putVisit(id: string, version: number): Promise<unknown> {
  return request(`/v1/docs/${id}/visit`, { method: 'PUT', body: { version }, keepalive: true });
}
