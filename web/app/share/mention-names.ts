import type { QueryClient } from '@tanstack/react-query';
import { getDocument } from '../../api/calls.ts';
import { listMembers } from '../../api/sharing.ts';
import { sharingKey } from './use-sharing.ts';

const FRESH_MS = 60_000;

/**
 * Finds the names of who is mentioned in a document, among its members, and the titles of documents that the user may
 * read; null for all others. Each is asked for once in a while.
 */
export function nameOf(queries: QueryClient, docId: string) {
  return async (of: 'user' | 'doc', id: string): Promise<string | null> => {
    if (of === 'user') {
      const members = await queries.fetchQuery({
        queryKey: sharingKey(docId, 'members'),
        queryFn: ({ signal }) => listMembers(docId, signal),
        staleTime: FRESH_MS,
        retry: false,
      });
      return members.find(({ user }) => user.id === id)?.user.name ?? null;
    }
    const { title } = await queries.fetchQuery({
      queryKey: ['document', id],
      queryFn: ({ signal }) => getDocument(id, signal),
      staleTime: FRESH_MS,
      retry: false,
    });
    return title || null;
  };
}
