import { withTimeout } from '../observability/timeout.ts';
import type { Event } from './events.ts';
import type { DocumentChange, DocumentSnapshot } from './messages.ts';

// A queue that does not answer counts as down: the sender goes on with other work, and sends again.
const ANSWER_MS = 10_000;

type Queues = Pick<Env, 'DOCUMENT_CHANGES' | 'DOCUMENT_SNAPSHOTS' | 'EVENTS'>;

/** Nudges the reconciler. The Document knows what it owes, so a lost message costs only time. */
export async function sendDocumentChange(queues: Queues, message: DocumentChange): Promise<void> {
  await withTimeout(queues.DOCUMENT_CHANGES.send(message), ANSWER_MS);
}

/** Asks for a checkpoint to be archived. */
export async function sendDocumentSnapshot(queues: Queues, message: DocumentSnapshot): Promise<void> {
  await withTimeout(queues.DOCUMENT_SNAPSHOTS.send(message), ANSWER_MS);
}

/** Publishes at most 100 events. */
export async function sendEvents(queues: Queues, events: readonly Event[]): Promise<void> {
  await withTimeout(queues.EVENTS.sendBatch(events.map((body) => ({ body }))), ANSWER_MS);
}

/** The queue of this name (without the environment's suffix); null for an unknown one. */
export function producerOf(queues: Queues, name: string): Queue<unknown> | null {
  switch (name) {
    case 'document-changes':
      return queues.DOCUMENT_CHANGES;
    case 'document-snapshots':
      return queues.DOCUMENT_SNAPSHOTS;
    case 'events':
      return queues.EVENTS;
    default:
      return null;
  }
}
