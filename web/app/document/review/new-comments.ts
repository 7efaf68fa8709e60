import { readableBody } from '../../../../src/protocol/mentions.ts';
import type { Thread } from '../../../../src/protocol/review.ts';

/** Something that another user did in a thread. */
export type Happened =
  | { kind: 'comment' | 'reply'; name: string; body: string }
  | { kind: 'resolved'; name: string };

/** What others did between two states of the threads, for announcing it. */
export function happenedBetween(
  before: readonly Thread[],
  after: readonly Thread[],
  userId: string,
): Happened[] {
  const known = new Map(before.map((thread) => [thread.id, thread]));
  return after.flatMap((thread) => {
    const earlier = known.get(thread.id);
    if (earlier === thread) return [];
    const ids = new Set(earlier?.comments.map(({ id }) => id));
    const happened: Happened[] = thread.comments
      .filter(({ id, author, body }) => !ids.has(id) && author.id !== userId && body !== null)
      .map(({ author, body, mentions }) => ({
        kind: earlier === undefined ? 'comment' : 'reply',
        name: author.name,
        body: readableBody(body ?? '', mentions),
      }));
    const { resolved } = thread;
    if (earlier !== undefined && earlier.resolved === null && resolved !== null && resolved.by.id !== userId)
      happened.push({ kind: 'resolved', name: resolved.by.name });
    return happened;
  });
}
