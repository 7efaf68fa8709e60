import { useMutation } from '@tanstack/react-query';
import { ApiProblem, problemMessage } from '../../../api/problem.ts';
import { acceptSuggestion, rejectSuggestion } from '../../../api/suggestions.ts';
import { useToast } from '../../../ui/components/toast.tsx';
import { useMessages } from '../../../ui/i18n/i18n.tsx';
import { useDesk } from './desk.ts';
import { seenDecision } from './seen-decision.ts';
import { focusIn } from './to-card.ts';

/** A decision about hunks of a suggestion; null for all of them. */
export interface Decision {
  kind: 'accept' | 'reject';
  hunks: readonly number[] | null;
  /** What was pressed, and how: the focus goes on from there. */
  place: number;
  by: 'card' | 'keys';
}

/** The server does not have all of the suggestion yet. */
class Unsent extends Error {}

/** Decides a suggestion, and goes on to what is left of it, or to the next one. */
export function useDecision(id: string) {
  const messages = useMessages();
  const { suggestions: words } = messages;
  const { docId, session, hunks: shown, landed, goOn, say } = useDesk();
  const toast = useToast();
  return useMutation({
    // Where it is, for when it is gone.
    onMutate: () => session.hunks(id)[0]?.range.index ?? 0,
    mutationFn: async ({ kind, hunks }: Decision) => {
      if (!shown.isUpToDate(id)) throw new ApiProblem('suggestion_changed', 409, 'changed since shown');
      const decision = await seenDecision(session, id, hunks);
      if (decision === null) throw new Unsent();
      await (kind === 'accept' ? acceptSuggestion : rejectSuggestion)(docId, id, decision);
      await landed((_threads, suggestions) => {
        const told = suggestions.find((one) => one.id === id)?.told;
        return told == null || told.review > decision.review;
      });
    },
    onSuccess: (_answer, { kind, place, by }, index) => {
      const isLeft = session.view().suggestions?.some((one) => one.id === id) ?? false;
      const done = isLeft ? words.doneInPart : words.done;
      say(kind === 'accept' ? done.accepted : done.rejected);
      if (isLeft) focusIn(id, kind, place);
      else goOn(index, by);
    },
    onError: (error) =>
      toast({
        text: error instanceof Unsent ? words.waiting : problemMessage(error, messages),
        tone: 'error',
      }),
  });
}
