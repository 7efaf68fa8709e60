import type { Delta } from '../ot/op.ts';
import { documentLost } from './edit-problem.ts';
import { type DocumentPlace, reachDocument } from './stub.ts';
import { type SuggestionsShown, withSuggestions } from './with-suggestions.ts';

/**
 * The newest text with its open suggestions; `review` is the number of the last change of the review. Throws as
 * `withSuggestions`, 503 when the Document cannot be reached, or has lost the document.
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
  return { version, review, ops: withSuggestions(text, open, how) };
}
