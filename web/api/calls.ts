import { ApiProblem } from './problem.ts';
import { request, requestWhole } from './request.ts';
import type { DocumentFilter, DocumentSort, DocumentSummary, Page } from './types.ts';

/** Which documents, in which order. */
export interface DocumentListing {
  filter: DocumentFilter;
  /** Words that are in the title or the text; empty for all documents. */
  words: string;
  sort: DocumentSort;
}

/** One page of the user's documents. */
export function listDocuments(
  { filter, words, sort }: DocumentListing,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<Page<DocumentSummary>> {
  const query = new URLSearchParams({ limit: '30' });
  if (filter !== 'recent') query.set('filter', filter);
  if (words !== '') query.set('q', words);
  if (sort !== '-updatedAt') query.set('sort', sort);
  if (cursor !== null) query.set('cursor', cursor);
  return request(`/v1/docs?${query}`, signal === undefined ? {} : { signal });
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

/** Marks a document with the user's star, or takes that away. */
export function starDocument(id: string, starred: boolean): Promise<DocumentSummary> {
  return request(`/v1/docs/${id}`, { method: 'PATCH', body: { starred } });
}

/** A copy of a document, without its history, which the user owns. */
export function duplicateDocument(id: string, title: string): Promise<DocumentSummary> {
  return request(`/v1/docs/${id}/duplicate`, { method: 'POST', body: { title } });
}

/**
 * Erases a document of the user's for ever if it is in the trash still: a list may be older than its return from there.
 * Returns whether it is gone.
 */
export async function eraseTrashed(id: string): Promise<boolean> {
  const path = `/v1/docs/${id}`;
  try {
    const response = await requestWhole(path, {});
    const { deletedAt } = (await response.json()) as DocumentSummary;
    if (deletedAt === null) return false;
    const ifMatch = response.headers.get('ETag') ?? '';
    await request(`${path}?permanent=true`, { method: 'DELETE', ifMatch });
    return true;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.status === 404) return true;
    if (error.status === 412) return false;
    throw error;
  }
}

/** Moves a document to the trash. */
export function trashDocument(id: string): Promise<void> {
  return request(`/v1/docs/${id}`, { method: 'DELETE' });
}

/** Takes a document out of the trash. */
export function restoreDocument(id: string): Promise<void> {
  return request(`/v1/docs/${id}/restore`, { method: 'POST' });
}
