import { useEffect } from 'react';
import type { DocumentSession } from '../../../editor/document-session.ts';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import type { KeptText, KeptTexts } from './kept-texts.ts';

/** A reply that is being written when its suggestion is decided or withdrawn has no card any more: it is offered. */
export function useLeftReplies(session: DocumentSession, kept: KeptTexts): void {
  const { suggestions } = useMessages();
  const toast = useToast();
  useEffect(
    () =>
      session.onDecided(({ status, threadId }) => {
        const text = kept.get<KeptText>(`reply ${threadId}`)?.text.trim() ?? '';
        if (status === 'open' || text === '') return;
        const copy = () => void navigator.clipboard.writeText(text).catch(() => undefined);
        toast({
          text: suggestions.replyLeft(text),
          tone: 'plain',
          action: { label: suggestions.copy, run: copy },
        });
      }),
    [session, kept, toast, suggestions],
  );
}
