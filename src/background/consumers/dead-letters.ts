import { fail, ok, type Result } from '../../base/result.ts';
import {
  type DeadLetter,
  findDeadLetter,
  insertDeadLetter,
  recordReplay,
} from '../../platform/db/dead-letters.ts';
import type { Work } from '../../platform/events/work.ts';
import { count } from '../../platform/observability/metrics.ts';
import { producerOf } from '../../platform/queues/producers.ts';

/** Stores a message that failed too often on `queue`, for an operator to look at. Storing it twice keeps one. */
export async function keepDeadLetter(work: Work, queue: string, message: Message): Promise<void> {
  await insertDeadLetter(work.db, {
    id: message.id,
    queue,
    body: message.body,
    failedAt: Date.now(),
    replayedAt: null,
  });
  count('dead_letters_total', { queue });
  work.log.error('a message is given up', { id: message.id, meantFor: queue });
}

/**
 * Sends a dead letter to its queue again. Its consumer handles a repeat without effect, so a replay that fails
 * half-way, or is requested twice, does no harm.
 */
export async function replayDeadLetter(
  work: Pick<Work, 'env' | 'db'>,
  id: string,
): Promise<Result<DeadLetter, 'not_found' | 'no_queue'>> {
  const letter = await findDeadLetter(work.db, id);
  if (letter === undefined) return fail('not_found', 'there is no such dead letter');
  const producer = producerOf(work.env, letter.queue);
  if (producer === null) return fail('no_queue', `there is no queue ${letter.queue} any more`);
  await producer.send(letter.body);
  const replayedAt = Date.now();
  await recordReplay(work.db, id, replayedAt);
  return ok({ ...letter, replayedAt });
}
