import { request } from './request.ts';
import type { Schemas } from './schema.ts';
import type { DocumentSummary } from './types.ts';

/** The origin of a fork, and what is new on both sides. */
export type ForkOrigin = Schemas['ForkOrigin'];

/** What a merge or an update would change. */
export type Coming = ForkOrigin['merge'];

/** A new document that begins with a version of another one (the newest if left out) and stays tied to it. */
export function forkDocument(
  id: string,
  { version, title }: { version?: number; title?: string } = {},
): Promise<DocumentSummary> {
  const body = { ...(version !== undefined && { version }), ...(title !== undefined && { title }) };
  return request(`/v1/docs/${id}/fork`, { method: 'POST', body });
}

/** Compares a fork with its origin. */
export function getOrigin(id: string, signal: AbortSignal): Promise<ForkOrigin> {
  return request(`/v1/docs/${id}/origin`, { signal });
}

/** Brings what is new in a fork into its origin; returns whether there was anything. */
export async function mergeFork(id: string, note: string): Promise<boolean> {
  const body = { as: 'edit', ...(note !== '' && { note }) };
  const merged = await request<{ version: number | null }>(`/v1/docs/${id}/merge`, { method: 'POST', body });
  return merged.version !== null;
}

/** Suggests what is new in a fork to its origin; returns whether there was anything. */
export async function suggestFork(id: string, note: string): Promise<boolean> {
  const body = { as: 'suggestion', ...(note !== '' && { note }) };
  const merged = await request<{ suggestionId?: string }>(`/v1/docs/${id}/merge`, { method: 'POST', body });
  return merged.suggestionId !== undefined;
}

/** Brings what is new in the origin into a fork; returns whether there was anything. */
export async function updateFork(id: string): Promise<boolean> {
  const updated = await request<{ version: number | null }>(`/v1/docs/${id}/update`, { method: 'POST' });
  return updated.version !== null;
}
