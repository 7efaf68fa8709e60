import { compose } from '../ot/compose.ts';
import type { Delta } from '../ot/op.ts';
import { overlay } from '../ot/suggestions/overlay.ts';
import { transformAfter } from '../ot/transform.ts';
import { documentLost } from './edit-problem.ts';
import { type DocumentPlace, reachDocument } from './stub.ts';

/** How open suggestions appear in a text: as if all were accepted, or marked. */
export type SuggestionsShown = 'accepted' | 'inline';

/**
 * The newest text with its open suggestions; `review` is the number of the last change of the review. Throws 503 when the
 * Document cannot be reached, or has lost the document.
 */
export async function suggestedContent(
  env: Env,
  document: DocumentPlace,
  how: SuggestionsShown,
): Promise<{ version: number; review: number; ops: Delta }> {
  const answer = await reachDocument(env, document, (stub) => stub.suggestedText());
  if (!answer.ok) throw documentLost();
  const { version, review, ops, open } = answer.value;
  const text = JSON.parse(ops) as Delta;
  return { version, review, ops: how === 'inline' ? compose(text, overlay(open)) : accepting(text, open) };
}

// One after the other, each over those before it, as if an editor did it.
function accepting(text: Delta, open: readonly { delta: Delta }[]): Delta {
  let accepted = text;
  let waiting = open.map(({ delta }) => delta);
  for (;;) {
    const [next, ...rest] = waiting;
    if (next === undefined) return accepted;
    accepted = compose(accepted, next);
    waiting = rest.map((delta) => transformAfter(delta, next));
  }
}
