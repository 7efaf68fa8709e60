import type { Suggestion } from '../../src/protocol/review.ts';
import type { DecidedHunks } from '../collab/index.ts';
import { request } from './request.ts';

/** Makes hunks of a suggestion a part of the text. Resolves to the version that has them. */
export function acceptSuggestion(
  docId: string,
  suggestionId: string,
  decision: DecidedHunks,
): Promise<{ version: number }> {
  return request(`/v1/docs/${docId}/suggestions/${suggestionId}/accept`, { method: 'POST', body: decision });
}

/** Takes hunks of a suggestion away. */
export function rejectSuggestion(
  docId: string,
  suggestionId: string,
  decision: DecidedHunks,
): Promise<Suggestion> {
  return request(`/v1/docs/${docId}/suggestions/${suggestionId}/reject`, { method: 'POST', body: decision });
}

/** Takes back a suggestion of the user's own. */
export function withdrawSuggestion(docId: string, suggestionId: string): Promise<void> {
  return request(`/v1/docs/${docId}/suggestions/${suggestionId}`, { method: 'DELETE' });
}
