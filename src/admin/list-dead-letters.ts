import { type DeadLetter, listDeadLetters } from '../platform/db/dead-letters.ts';
import type { Work } from '../platform/events/work.ts';
import { decodeCursor, type PageRequest, toPage } from '../platform/verbs/pages.ts';

const ORDER = '-failedAt';

/** A page of the messages that failed too often, newest first. Throws 422 `invalid_cursor`. */
export async function deadLetterPage({ db }: Pick<Work, 'db'>, { limit, cursor }: PageRequest) {
  const rows = await listDeadLetters(db, decodeCursor(ORDER, 'number', cursor), limit + 1);
  return toPage(rows, limit, ORDER, {
    position: (row) => [row.failedAt, row.id],
    item: toDeadLetterItem,
  });
}

/** A dead letter in the API's form. */
export function toDeadLetterItem({ id, queue, body, failedAt, replayedAt }: DeadLetter) {
  return {
    id,
    queue,
    body,
    failedAt: new Date(failedAt).toISOString(),
    replayedAt: replayedAt === null ? null : new Date(replayedAt).toISOString(),
  };
}
