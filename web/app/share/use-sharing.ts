import { useMutation, useQueryClient } from '@tanstack/react-query';
import { problemMessage } from '../../api/problem.ts';
import { useToast } from '../../ui/components/toast.tsx';
import { useMessages } from '../../ui/i18n/i18n.tsx';

/** Everything that is known of who may open a document, for the cache of answers. */
export const sharingKey = (docId: string, ...part: string[]): string[] => ['sharing', docId, ...part];

/**
 * A change of who may do what. Pending until the lists show it; what went wrong is told at the foot of the page, and so
 * is `done`.
 */
export function useSharingChange<T, R>(
  docId: string,
  options: { change: (what: T) => Promise<R>; done?: (result: R, what: T) => string | null },
) {
  const messages = useMessages();
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    // One after the other, so that what was chosen last is what holds; nothing is disabled meanwhile, for a control that
    // is takes the focus out of the dialog.
    scope: { id: `sharing ${docId}` },
    mutationFn: options.change,
    onSuccess: (result, what) => {
      const text = options.done?.(result, what);
      if (text) toast({ text, tone: 'plain' });
    },
    onError: (error) => toast({ text: problemMessage(error, messages), tone: 'error' }),
    onSettled: () => {
      // The lists of documents tell the user's own role.
      void queries.invalidateQueries({ queryKey: ['documents'] });
      return queries.invalidateQueries({ queryKey: sharingKey(docId) });
    },
  });
}
