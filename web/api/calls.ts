import { request } from './request.ts';
import type { DocumentFilter, DocumentSummary, Page } from './types.ts';

/** One page of the user's documents, newest change first. */
export function listDocuments(
  filter: DocumentFilter,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page<DocumentSummary>> {
  const query = new URLSearchParams({ limit: '30' });
  if (filter !== 'recent') query.set('filter', filter);
  if (cursor !== null) query.set('cursor', cursor);
  return request(`/v1/docs?${query}`, { signal });
}

/** The user's documents that contain these words, newest change first; without words, the newest of all of them. */
export async function findDocuments(words: string, signal: AbortSignal): Promise<DocumentSummary[]> {
  const query = new URLSearchParams({ limit: '30' });
  if (words !== '') query.set('q', words);
  return (await request<Page<DocumentSummary>>(`/v1/docs?${query}`, { signal })).items;
}

/** Creates an empty document. */
export function createDocument(title: string): Promise<DocumentSummary> {
  return request('/v1/docs', { method: 'POST', body: { title } });
}

/** What is known about one document. */
export function getDocument(id: string, signal: AbortSignal): Promise<DocumentSummary> {
  return request(`/v1/docs/${id}`, { signal });
}

/** Renames a document. */
export function renameDocument(id: string, title: string): Promise<DocumentSummary> {
  return request(`/v1/docs/${id}`, { method: 'PATCH', body: { title }, keepalive: true });
}

/** Moves a document to the trash. */
export function trashDocument(id: string): Promise<void> {
  return request(`/v1/docs/${id}`, { method: 'DELETE' });
}

/** Takes a document out of the trash. */
export function restoreDocument(id: string): Promise<void> {
  return request(`/v1/docs/${id}/restore`, { method: 'POST' });
}
