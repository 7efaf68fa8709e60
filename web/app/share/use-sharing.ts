import { useMutation, useQueryClient } from '@tanstack/react-query';
import { problemMessage } from '../../api/problem.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** The query keys of all sharing data of a document. */
export const sharingKey = (docId: string, ...part: string[]): string[] => ['sharing', docId, ...part];

/** A change of access. It is pending until the lists show it; a toast reports a failure, or `done`. */
export function useSharingChange<T, R>(
  docId: string,
  options: { change: (what: T) => Promise<R>; done?: (result: R, what: T) => string | null },
) {
  const messages = useMessages();
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    // Serialised, so that the last choice wins. Controls stay enabled meanwhile: disabling one would move the focus out
    // of the dialog.
    scope: { id: `sharing ${docId}` },
    mutationFn: options.change,
    onSuccess: (result, what) => {
      const text = options.done?.(result, what);
      if (text) toast({ text, tone: 'plain' });
    },
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
    onSettled: () => {
      // The lists of documents contain the user's own role.
      void queries.invalidateQueries({ queryKey: ['documents'] });
      return queries.invalidateQueries({ queryKey: sharingKey(docId) });
    },
  });
}
