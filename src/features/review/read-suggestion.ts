import { carryDelta } from '../../content/carry-delta.ts';
import { readVersion } from '../../content/read-version.ts';
import { type DocumentStub, reachDocument } from '../../content/stub.ts';
import type { Delta } from '../../ot/op.ts';
import { type Hunk, hunksOf } from '../../ot/suggestions/hunks.ts';
import type { DocumentRow } from '../../platform/db/access.ts';
import type { Work } from '../../platform/events/work.ts';
import type { Suggestion } from '../../protocol/review.ts';
import { suggested } from './suggestion-problem.ts';

/**
 * A suggestion at a version (the newest for null), with its hunks there. Throws 404, 422 `unknown_version`, 410 when the
 * log no longer reaches back to its own version.
 */
export async function readSuggestion(
  work: Pick<Work, 'env' | 'db'>,
  document: DocumentRow,
  { suggestionId, version }: { suggestionId: string; version: number | null },
): Promise<Suggestion & { hunks: Hunk[] }> {
  const { env, db } = work;
  const suggestion = await suggestionAt(work, document, suggestionId, version);
  const { ops } = await readVersion(env, db, document, suggestion.version);
  return { ...suggestion, hunks: hunksOf(suggestion.delta, JSON.parse(ops) as Delta) };
}

async function suggestionAt(
  { env }: Pick<Work, 'env'>,
  document: DocumentRow,
  suggestionId: string,
  version: number | null,
): Promise<Suggestion> {
  const ask = (at: number | null) =>
    reachDocument(env, document, (stub: DocumentStub) => stub.suggestion({ suggestionId, version: at }));
  const answer = await ask(version);
  if (answer.ok || answer.error.code !== 'pruned' || version === null)
    return shown(suggested(document, answer));
  // The Document keeps it as its author made it, and no longer the log from there.
  const { from } = suggested(document, await ask(null));
  const made = suggested(document, await ask(from));
  return shown({ ...made, ...(await carryDelta(env, document, made, version)) });
}

function shown({ from: _, ...suggestion }: Suggestion & { from: number }): Suggestion {
  return suggestion;
}
