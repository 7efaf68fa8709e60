import { useCallback } from 'react';
import { useToast } from './components/toast.tsx';
import { useMessages } from './i18n/i18n.tsx';

/** Copies a text and confirms it; reports when the browser does not allow it. */
export function useCopy(): (text: string, done: string) => void {
  const toast = useToast();
  const { problems } = useMessages();
  return useCallback(
    (text, done) => {
      navigator.clipboard.writeText(text).then(
        () => toast({ text: done, tone: 'plain' }),
        () => toast({ text: problems.not_copied, tone: 'error' }),
      );
    },
    [toast, problems],
  );
}
