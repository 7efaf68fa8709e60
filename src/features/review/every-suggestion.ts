import type { SuggestionPosition, SuggestionRpc } from '../../../durable-objects/document/rpc.ts';
import { type DocumentPlace, reachDocument } from '../../content/stub.ts';
import type { Suggestion } from '../../protocol/review.ts';

type Asked = Parameters<SuggestionRpc['suggestions']>[0];
type Answer = Awaited<ReturnType<SuggestionRpc['suggestions']>>;

const PAGE = 50;

/**
 * Every suggestion of a document, decided ones too unless `status` says otherwise, in the order of their beginning, page by page. Throws when the
 * Document cannot be reached or refuses.
 */
export async function* everySuggestion(
  env: Env,
  place: DocumentPlace,
  status: Asked['status'] = null,
): AsyncGenerator<Suggestion[]> {
  for (let after: SuggestionPosition | null = null; ; ) {
    const asked: Asked = { status, after, limit: PAGE };
    const answer: Answer = await reachDocument(env, place, (stub) => stub.suggestions(asked));
    if (!answer.ok) throw new Error(answer.error.message);
    const { suggestions, next } = answer.value;
    yield suggestions;
    if (next === null) return;
    after = next;
  }
}
