import { documentLost } from '../../content/edit-problem.ts';
import { reachDocument } from '../../content/stub.ts';
import type { ImportedSuggestion, ImportedThread } from '../../formats/imported.ts';
import type { Delta } from '../../ot/op.ts';
import type { Access } from '../../platform/verbs/access.ts';
import type { Thread } from '../../protocol/review.ts';
import { everySuggestion } from '../review/every-suggestion.ts';
import { everyThread } from '../review/every-thread.ts';
import { threadsAt } from './threads-at.ts';

type Document = Access['document'];

/** The newest text with its open threads and, if asked for, its open suggestions, all of one version. */
export async function withReview(
  env: Env,
  document: Document,
  { threads, suggestions }: { threads: boolean; suggestions: boolean },
): Promise<{ version: number; ops: Delta; threads: ImportedThread[]; suggestions: ImportedSuggestion[] }> {
  const found = threads ? await openThreads(env, document) : [];
  const answer = await reachDocument(env, document, (stub) => stub.suggestedText());
  if (!answer.ok) throw documentLost();
  const { version, ops, open } = answer.value;
  return {
    version,
    ops: JSON.parse(ops) as Delta,
    threads: (await threadsAt(env, document, found, version)).flatMap(commentsOf),
    suggestions: suggestions ? await signed(env, document, open) : [],
  };
}

async function openThreads(env: Env, document: Document): Promise<Thread[]> {
  const found: Thread[] = [];
  for await (const page of everyThread(env, document, 'open')) found.push(...page);
  return found;
}

// Of a thread whose text is gone, or that is about the whole document, the comments stand at the beginning.
function commentsOf({ range, resolved, comments, suggestionId }: Thread): ImportedThread[] {
  // What is said about a suggestion is no comment on the text.
  if (suggestionId !== null) return [];
  const said = comments.flatMap(({ author, body, at }) =>
    body === null ? [] : [{ author: author.name, date: at, body }],
  );
  const { index, length } = range ?? { index: 0, length: 0 };
  return said.length === 0 ? [] : [{ index, length, isResolved: resolved !== null, comments: said }];
}

async function signed(
  env: Env,
  document: Document,
  open: readonly { id: string; delta: Delta }[],
): Promise<ImportedSuggestion[]> {
  const deltas = new Map(open.map(({ id, delta }) => [id, delta]));
  const found: ImportedSuggestion[] = [];
  for await (const page of everySuggestion(env, document, 'open')) {
    for (const { id, author, updatedAt } of page) {
      const delta = deltas.get(id);
      deltas.delete(id);
      if (delta !== undefined) found.push({ author: author.name, date: updatedAt, delta });
    }
  }
  // Decided since the text was read, and still open in it.
  for (const delta of deltas.values()) found.push({ author: null, date: null, delta });
  return found;
}
