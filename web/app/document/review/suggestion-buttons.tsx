import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, problemMessage } from '../../../api/problem.ts';
import { withdrawSuggestion } from '../../../api/suggestions.ts';
import type { ShownSuggestion } from '../../../collab/index.ts';
import { Button } from '../../../ui/components/button.tsx';
import { ConfirmDialog } from '../../../ui/components/confirm-dialog.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useDesk } from './desk.ts';
import { howPressed } from './hunk-list.tsx';
import type { Decision } from './use-decision.ts';

/** What says that a suggestion is no longer open: it has been withdrawn already, then. */
const OVER = ['already_decided', 'suggestion_changed', 'not_found'];

interface DecideAllProps {
  /** How many hunks there are. */
  count: number;
  isOwn: boolean;
  isPending: boolean;
  decide: (decision: Decision) => void;
}

/** The buttons that decide all of a suggestion. What is one's own is withdrawn, not rejected. */
export function DecideAll({ count, isOwn, isPending, decide }: DecideAllProps) {
  const { suggestions: words } = useMessages();
  const all = (kind: Decision['kind'], pointer: string) =>
    decide({ kind, hunks: null, place: count, by: howPressed(pointer) });
  return (
    <>
      <Button
        variant="primary"
        data-decide="accept"
        isPending={isPending}
        onPress={({ pointerType }) => all('accept', pointerType)}
      >
        {count > 1 ? words.acceptAll : words.accept}
      </Button>
      {!isOwn && (
        <Button
          data-decide="reject"
          isPending={isPending}
          onPress={({ pointerType }) => all('reject', pointerType)}
        >
          {count > 1 ? words.rejectAll : words.reject}
        </Button>
      )}
    </>
  );
}

/** Takes back one's own suggestion, or what the server does not have of it yet. */
export function Withdraw({ suggestion: { id, told } }: { suggestion: ShownSuggestion }) {
  const messages = useMessages();
  const { suggestions: words } = messages;
  const { docId, session, landed, choose } = useDesk();
  const [isAsking, setAsking] = useState(false);
  const isSent = told !== null;
  const removal = useMutation({
    mutationFn: async () => {
      if (isSent) {
        await withdrawSuggestion(docId, id).catch((error: unknown) => {
          if (!(error instanceof ApiProblem && OVER.includes(error.code))) throw error;
        });
      }
      session.dropDraft(id);
      await landed((_threads, suggestions) => suggestions.every((one) => one.id !== id));
    },
    onSuccess: () => {
      setAsking(false);
      choose(null, 'card');
    },
  });
  return (
    <>
      <Button variant="plain" onPress={() => setAsking(true)}>
        {isSent ? words.withdraw : words.discard}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={isSent ? words.withdrawTitle : words.discardTitle}
          text={isSent ? words.withdrawText : words.discardText}
          action={isSent ? words.withdraw : words.discard}
          isDangerous
          isPending={removal.isPending}
          error={removal.error ? problemMessage(removal.error, messages) : null}
          onConfirm={() => removal.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
