import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { consume } from '../../../src/background/consumers/consumers.ts';

/** Delivers messages to the consumer of a queue as one batch, and returns their outcomes; ids are `m0`, `m1` … */
export async function deliver(
  queue: string,
  bodies: readonly unknown[],
  options: { env?: Env; attempts?: number; ids?: readonly string[] } = {},
) {
  const { attempts = 1, ids } = options;
  const messages = bodies.map((body, i) => ({
    id: ids?.[i] ?? `m${i}`,
    timestamp: new Date(),
    attempts,
    body,
  }));
  const batch = createMessageBatch(queue, messages);
  const ctx = createExecutionContext();
  await consume(batch as MessageBatch, options.env ?? env);
  return getQueueResult(batch, ctx);
}

/** Delivers one nudge of the reconciler, and returns whether it was acknowledged. */
export async function nudge(docId: string, using?: Env): Promise<'ack' | 'retry'> {
  const options = using === undefined ? {} : { env: using };
  const result = await deliver('document-changes', [{ docId, from: 0, to: 1 }], options);
  return result.explicitAcks.length === 1 ? 'ack' : 'retry';
}
