import type { Suggestion } from '../../src/protocol/review.ts';
import type { ToldComment } from './commenter.ts';
import { type ToldSuggestion, textOf } from './suggester.ts';

/** What was answered of comments and is not so; `there` has the texts. */
export function commentFaults(
  told: Iterable<readonly [id: string, told: ToldComment]>,
  there: ReadonlyMap<string, string | null>,
): string[] {
  return [...told].flatMap(([id, { body }]) => {
    const now = there.get(id) ?? null;
    return now === body ? [] : [`the comment ${id} is ${now}, and was told to be ${body}`];
  });
}

/** What was answered of suggestions and is not so. One whose change awaits its answer is only never older than told. */
export function suggestionFaults(
  told: Iterable<readonly [id: string, told: ToldSuggestion]>,
  there: ReadonlyMap<string, Pick<Suggestion, 'review' | 'status' | 'delta'>>,
): string[] {
  return [...told].flatMap(([id, { review, status, text }]) => {
    const now = there.get(id);
    if (now === undefined) return [`the suggestion ${id} is not there`];
    if (now.review < review) return [`the suggestion ${id} is at ${now.review}, and was told ${review}`];
    if (status !== null && now.status !== status)
      return [`the suggestion ${id} is ${now.status}, and was told ${status}`];
    const inserts = textOf(now.delta);
    return text === null || inserts === text
      ? []
      : [`the suggestion ${id} inserts ${inserts}, and was told to insert ${text}`];
  });
}

/**
 * Acceptances without their operation, and operations without theirs: `operations` are the versions that a suggester has
 * in the log, who writes nothing else. One more than told may be on its way to the editor, who asks until it is answered.
 */
export function acceptanceFaults(
  told: { before: Iterable<number>; now: ReadonlySet<number> },
  operations: ReadonlySet<number>,
): string[] {
  const untold = [...operations].filter((version) => !told.now.has(version));
  return [
    ...[...told.before]
      .filter((version) => !operations.has(version))
      .map((version) => `version ${version} accepts a suggestion, and is another operation`),
    ...(untold.length <= 1
      ? []
      : [`the versions ${untold.join(', ')} are the suggester's, and accept nothing`]),
  ];
}
